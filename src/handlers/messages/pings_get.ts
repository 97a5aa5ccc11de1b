import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { visibleChannels } from "../../chat/permissions.ts";
import { listedPlace, placeOfRoom } from "../../chat/place.ts";
import { type OwnVotes, wireMessage } from "../../chat/wire.ts";
import { mentionsPage, type StoredMention } from "../../db/mentions-page.ts";
import { PlacedMessage } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";

const usual = 50;
/** In code points. */
const previewLength = 100;

export const pingsGet = command({
  name: "pings_get",
  summary:
    "Lists messages of other users that mention this user, newest first: by name, by a role that the user has now, or by a reply.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "Default 50" })),
    offset: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: "How many to skip, default 0" }),
    ),
  }),
  reply: Type.Object({
    messages: Type.Array(PlacedMessage),
    offset: Type.Integer(),
    limit: Type.Integer({
      description: "Places that this page covers: fewer than requested if messages are long",
    }),
    total: Type.Integer({ description: "All that the user may view, on all pages" }),
  }),
  events: [],
  errors: [],
  async handler(context, { limit = usual, offset = 0 }) {
    const { user, state, read } = context;
    const channels = readable(context);
    const page = await read(
      mentionsPage({ user: user.id, roles: user.roles, channels: [...channels], skip: offset, limit }),
    );
    const own = await ownVotesIn(
      page.mentions.map(({ message }) => message),
      context,
    );
    // Roles and lists may have changed during the read.
    const now = readable({ ...context, user: state.users.get(user.id) ?? user });
    const messages = page.mentions.flatMap((mention) => {
      const place = placeOfRoom(mention.message.room, state);
      if (!place || !now.has(place.channel.id)) return [];
      return { ...withPreview(mention, own, context), ...listedPlace(place) };
    });
    const isCut = page.mentions.length < limit && offset + page.mentions.length < page.total;
    return { reply: { messages, offset, limit: isCut ? page.mentions.length : limit, total: page.total } };
  },
});

function readable(context: Context): ReadonlySet<number> {
  const channels = visibleChannels(context.user, context.state);
  return new Set(
    channels
      .filter((channel) => mayAsMember({ ...context, channel }, "read_message_history"))
      .map(({ id }) => id),
  );
}

/** The official client shows the original of a reply, if it is in the message. */
function withPreview({ message, original }: StoredMention, own: OwnVotes, { state }: Context) {
  const wire = wireMessage(message, state, own);
  if (!wire.reply_to || original === null) return wire;
  const content = [...original.slice(0, 2 * previewLength)].slice(0, previewLength).join("");
  return { ...wire, reply_to: { ...wire.reply_to, content } };
}
