import { Type } from "@sinclair/typebox";
import { removeMessage } from "../../actions/messages/delete.ts";
import { messageDelete as messageDeleteEvent } from "../../protocol/events.ts";
import { Newest } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const messageDelete = channelCommand({
  name: "message_delete",
  summary:
    "Deletes a message for good: one's own, or with `delete` or `manage_messages` anybody's. While timed out, only one's own.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "message",
  order: "pipelined",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    ...placeFields,
    ...Newest.properties,
    global: Type.Literal(true),
  }),
  events: [messageDeleteEvent],
  errors: ["message_not_found", "delete_denied", "timed_out", "thread_locked"],
  handler: (context, { id }) => removeMessage(context, id, context.timeoutLeft(context.user)),
});
