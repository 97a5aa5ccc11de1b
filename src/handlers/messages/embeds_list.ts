import { Type } from "@sinclair/typebox";
import { wireMessage } from "../../chat/wire.ts";
import { messageById } from "../../db/messages.ts";
import { fail } from "../../protocol/errors.ts";
import { EmbedObject } from "../../protocol/objects.ts";
import { channelAddress, MessageId } from "../access.ts";
import { channelCommand } from "../command.ts";
import { packetPlace, placeFields } from "../place.ts";
import { ownVotesIn } from "../polls/own-votes.ts";
import { mayAsMember } from "./content.ts";

/** 03 §14.2. */
export const embedsList = channelCommand({
  name: "embeds_list",
  summary: "The embeds of a message.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    ...placeFields,
    embeds: Type.Array(Type.Unsafe<unknown>(EmbedObject), { description: "Empty if there are none" }),
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
