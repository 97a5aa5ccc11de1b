/** Fields of `thread_create` and `thread_new`. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { Content } from "../messages/message-fields.ts";

export const startFields = {
  channel: Type.String({ maxLength: limits.channelName, description: "Name of a forum" }),
  name: Type.String({
    maxLength: limits.threadName * 4,
    description: `1 to ${limits.threadName} characters`,
  }),
  content: Type.Optional(
    Type.Union([Content, Type.Null()], {
      description: "The first message. Thread and message are created both, or neither",
    }),
  ),
};

export const startReply = {
  thread: ThreadObject,
  channel: Type.String(),
  global: Type.Literal(true),
};
