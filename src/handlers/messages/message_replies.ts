import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { packetPlace } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { replies } from "../../db/history.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const messageReplies = channelCommand({
  name: "message_replies",
  summary:
    "Lists the replies to a message, oldest first, fewer than asked for when they are long. The message itself may have been deleted.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({
    id: MessageId,
    ...channelAddress,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.page, description: "Default 50" })),
    after: Type.Optional(
      Type.String({ maxLength: limits.id, description: "Id of the last reply of the page before" }),
    ),
  }),
  reply: Type.Object({
    ...placeFields,
    message_id: Type.String(),
    replies: Type.Array(MessageObject),
    more: Type.Boolean({ description: "There are more replies after these" }),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { id, limit = 50, after = null }) {
    const { room, state, read } = context;
    const found = mayAsMember(context, "read_message_history")
      ? await read(replies({ room, id, after, limit }))
      : { replies: [], more: false };
    if (!found) return fail("message_not_found");
    const own = await ownVotesIn(found.replies, context);
    return {
      reply: {
        ...packetPlace(context),
        message_id: id,
        replies: found.replies.map((message) => wireMessage(message, state, own)),
        more: found.more,
      },
    };
  },
});
