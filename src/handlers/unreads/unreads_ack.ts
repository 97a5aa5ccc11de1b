import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { countOnWire, markedPlaceOf, markerMoved } from "../../actions/unreads/marker.ts";
import { placeInSight } from "../../chat/place.ts";
import { markRead, mostSetBack } from "../../db/markers.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";
import { countFields, markedPlace } from "./marker-fields.ts";

/** 04 §5.2, 08 §13. */
export const unreadsAck = channelCommand({
  name: "unreads_ack",
  summary:
    "Marks a place as read up to a message, or up to the newest. Goes back only with `force`; the reply says where the marker stands.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "message_id",
  cost: "read",
  request: Type.Object({
    ...channelAddress,
    message_id: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "Default: the newest",
      }),
    ),
    force: Type.Optional(
      Type.Boolean({ description: "Also back, to an older message: what follows it is unread again" }),
    ),
  }),
  reply: Type.Object({
    ...markedPlace,
    ...countFields,
    message_id: Type.Union([Type.String(), Type.Null()], { description: "The same as `last_read`" }),
  }),
  events: [unreadsUpdate],
  errors: ["message_not_found"],
  handler(context, request) {
    const { room, user } = context;
    const { id, roles } = user;
    const message = request.message_id || null;
    return commit(markRead({ user: id, roles, room, message, force: request.force ?? false }), (marked) => {
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
  },
});
