import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { packetPlace } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { messageById } from "../../db/messages.ts";
import { fail } from "../../protocol/errors.ts";
import { EmbedObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const embedsList = channelCommand({
  name: "embeds_list",
  summary: "Lists the embeds of a message.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    ...placeFields,
    embeds: Type.Array(EmbedObject, { description: "Empty if there are none" }),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { id }) {
    const { room, read, state } = context;
    if (!mayAsMember(context, "read_message_history")) return fail("message_not_found");
    const message = await read(messageById({ room, id }));
    if (!message) return fail("message_not_found");
    const own = await ownVotesIn([message], context);
    const { embeds = [] } = wireMessage(message, state, own);
    return { reply: { id, ...packetPlace(context), embeds } };
  },
});
