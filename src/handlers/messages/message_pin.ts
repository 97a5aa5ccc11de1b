import { Type } from "@sinclair/typebox";
import { pin, pinErrors, unpin } from "../../actions/messages/pin.ts";
import { messagePin as messagePinEvent, messageUnpin } from "../../protocol/events.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId } from "../request-fields.ts";
import { pinReply } from "./pin-fields.ts";

export const messagePin = channelCommand({
  name: "message_pin",
  summary: "Pins a message. With `pinned: false` it unpins, and the reply is named `message_unpin`.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  locates: "id",
  cost: "change",
  order: "pipelined",
  request: Type.Object({
    id: MessageId,
    ...channelAddress,
    pinned: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], {
        description: "false unpins, as the official client does",
      }),
    ),
  }),
  reply: Type.Object(pinReply),
  events: [messagePinEvent, messageUnpin],
  errors: [...pinErrors],
  handler: (context, { id, pinned }) => (pinned === false ? unpin(context, id) : pin(context, id)),
});
