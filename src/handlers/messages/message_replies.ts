import { Type } from "@sinclair/typebox";
import { wireMessage } from "../../chat/wire.ts";
import { replies } from "../../db/history.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelAddress, MessageId } from "../access.ts";
import { channelCommand } from "../command.ts";
import { packetPlace, placeFields } from "../place.ts";
import { ownVotesIn } from "../polls/own-votes.ts";
import { mayAsMember } from "./content.ts";

/** 03 §11.4. */
export const messageReplies = channelCommand({
  name: "message_replies",
  summary: "The replies to a message, oldest first. The message itself need not exist any more.",
  login: "required",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({
    id: MessageId,
    ...channelAddress,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.page, description: "Default 50" })),
  }),
  reply: Type.Object({
    ...placeFields,
    message_id: Type.String(),
    replies: Type.Array(MessageObject),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { id, limit }) {
    const { room, state, read } = context;
    const found = mayAsMember(context, "read_message_history")
      ? await read(replies({ room, id, limit: limit ?? 50 }))
      : [];
    const own = await ownVotesIn(found, context);
    return {
      reply: {
        ...packetPlace(context),
        message_id: id,
        replies: found.map((message) => wireMessage(message, state, own)),
      },
    };
  },
});
