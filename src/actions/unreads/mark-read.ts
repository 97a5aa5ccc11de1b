import { placeInSight } from "../../chat/place.ts";
import { markRead, mostSetBack } from "../../db/markers.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { commit } from "../outcome.ts";
import type { InPlace } from "../world.ts";
import { countOnWire, markedPlaceOf, markerMoved } from "./marker.ts";

/**
 * @param message id of the last message that was read; null = the newest
 * @param force also back to an older one
 */
export function markPlaceRead(context: InPlace, message: string | null, force: boolean) {
  const { room, user } = context;
  const { id, roles } = user;
  return commit(markRead({ user: id, roles, room, message, force }), (marked) => {
    const at = placeInSight(context);
    if (isFailure(at)) return at;
    if (marked.kind === "missing") return fail("message_not_found");
    if (marked.kind === "too_old") {
      const problem = `only the newest ${mostSetBack.toLocaleString("en")} messages can be made unread again`;
      return fail("invalid_field", { field: "message_id", problem });
    }
    const count = countOnWire(marked.count);
    return {
      events: marked.moved ? markerMoved(at, id, marked.count) : [],
      reply: { ...markedPlaceOf(at), ...count, message_id: count.last_read },
    };
  });
}
