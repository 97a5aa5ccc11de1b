import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { packetPlace } from "../../chat/place.ts";
import { pollOf } from "../../chat/polls.ts";
import { wireEmbed } from "../../chat/wire.ts";
import { toSeconds } from "../../chat/wire-thread.ts";
import { messageById } from "../../db/messages.ts";
import { earlierVersions } from "../../db/versions.ts";
import { fail } from "../../protocol/errors.ts";
import { EmbedObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

export const messageHistory = channelCommand({
  name: "message_history",
  summary:
    "Lists what a message was before each of its edits, oldest first, without its present form: of the newest 50 edits, or fewer when they are long. Members who may read the message may read these.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "id",
  cost: "read",
  request: Type.Object({ id: MessageId, ...channelAddress }),
  reply: Type.Object({
    id: Type.String(),
    ...placeFields,
    versions: Type.Array(
      Type.Object({
        content: Type.String(),
        embeds: Type.Optional(Type.Array(EmbedObject)),
        timestamp: Type.Number({
          description: "Since when the message was that; Unix seconds with fraction",
        }),
      }),
    ),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { id }) {
    const { room, state, read } = context;
    if (!mayAsMember(context, "read_message_history")) return fail("message_not_found");
    const message = await read(messageById({ room, id }));
    const found = message && (await read(earlierVersions({ room, id })));
    if (!found) return fail("message_not_found");
    const own = await ownVotesIn([message], context);
    // Edits don't change a poll. It shows the present counts in every version.
    const poll = message.embeds?.find(pollOf);
    const versions = found.map(({ content, embeds, at }) => ({
      content,
      ...(embeds && {
        embeds: embeds.map((embed) => wireEmbed(pollOf(embed) ? poll : embed, state, own)),
      }),
      timestamp: toSeconds(at),
    }));
    return { reply: { id, ...packetPlace(context), versions } };
  },
});
