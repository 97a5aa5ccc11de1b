import { Type } from "@sinclair/typebox";
import { pinErrors, unpin } from "../../actions/messages/pin.ts";
import { messageUnpin as messageUnpinEvent } from "../../protocol/events.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId } from "../request-fields.ts";
import { pinReply } from "./pin-fields.ts";

export const messageUnpin = channelCommand({
  name: "message_unpin",
  summary: "Unpins a message.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  locates: "id",
  cost: "change",
  order: "pipelined",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object(pinReply),
  events: [messageUnpinEvent],
  errors: [...pinErrors],
  handler: (context, { id }) => unpin(context, id),
});
