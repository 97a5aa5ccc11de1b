/** Fields of the four reaction commands. */
import { Type } from "@sinclair/typebox";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const reactionRequest = {
  id: MessageId,
  emoji: Type.String({
    minLength: 1,
    maxLength: 200,
    description:
      "A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message",
  }),
  ...channelAddress,
};

export const reactionReply = {
  id: Type.String(),
  emoji: Type.String(),
  from: Type.String({ description: "The user's name" }),
  user: Type.String({ description: "The same as `from`" }),
  ...placeFields,
  global: Type.Literal(true),
};
