import { placeInSight } from "../../chat/place.ts";
import { markRead } from "../../db/markers.ts";
import { isFailure } from "../../protocol/errors.ts";
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
    if (isFailure(marked)) return marked;
    const count = countOnWire(marked.count);
    return {
      events: marked.moved ? markerMoved(at, id, marked.count) : [],
      reply: { ...markedPlaceOf(at), ...count, message_id: count.last_read },
    };
  });
}
