import { Type } from "@sinclair/typebox";
import { markPlaceRead } from "../../actions/unreads/mark-read.ts";
import { unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";
import { countFields, markedPlace } from "./marker-fields.ts";

export const unreadsAck = channelCommand({
  name: "unreads_ack",
  summary:
    "Marks a channel or thread as read up to a message, or up to the newest one. The marker moves back only with `force`; the reply says where it is.",
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
      Type.Boolean({ description: "Moves the marker back too: messages after it are unread again" }),
    ),
  }),
  reply: Type.Object({
    ...markedPlace,
    ...countFields,
    message_id: Type.Union([Type.String(), Type.Null()], { description: "The same as `last_read`" }),
  }),
  events: [unreadsUpdate],
  errors: ["message_not_found"],
  handler: (context, { message_id, force }) => markPlaceRead(context, message_id || null, force ?? false),
});
