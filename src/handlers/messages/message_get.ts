import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { packetPlace } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { hasReplies } from "../../db/history.ts";
import { messageById } from "../../db/messages.ts";
import { fail } from "../../protocol/errors.ts";
import { messageMissing } from "../../protocol/events.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const messageGet = channelCommand({
  name: "message_get",
  summary: "Gets one message by its id.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({ ...placeFields, message: MessageObject }),
  events: [messageMissing],
  errors: ["message_not_found"],
  async handler(context, { id }) {
    const { room, read, state } = context;
    if (!mayAsMember(context, "read_message_history")) return fail("message_not_found");
    const message = await read(messageById({ room, id }));
    if (!message) {
      const isNamed = await read(hasReplies({ room, id }));
      const missing = { cmd: messageMissing.name, ...packetPlace(context), message: null };
      return { ...fail("message_not_found"), ...(isNamed && { instead: missing }) };
    }
    const own = await ownVotesIn([message], context);
    return { reply: { ...packetPlace(context), message: wireMessage(message, state, own) } };
  },
});
