import { Type } from "@sinclair/typebox";
import type { Channel } from "../../chat/model.ts";
import { parseSearch, type Search, type SearchQuery } from "../../chat/search-query.ts";
import type { State } from "../../chat/state.ts";
import { localPrefix, mayView, wireMessage } from "../../chat/wire.ts";
import { type Found, findMessages, placeIn } from "../../db/search.ts";
import { createTurns } from "../../identity/turns.ts";
import { fail } from "../../protocol/errors.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelAddress } from "../access.ts";
import { type ChannelContext, channelCommand } from "../command.ts";
import { mayAsMember } from "./content.ts";

const mostResults = 50;

/** One step of one search at a time, in turn: a page of history waits for no more than that. */
const turns = createTurns({ atOnce: 1, waiting: 10_000 });

const grammar = [
  "Words, all of which must be there, without regard to order, case and accents; the last one, and `word*`, may go on",
  '`"words in quotes"` stand next to each other',
  "`from:name`, `mentions:name` (a user or role), `in:channel` (instead of the channel of the request)",
  "`has:link`, `has:image`, `has:embed`, `pinned:true`",
  "`before:` and `after:` a day (`2026-03-01`, UTC) or Unix seconds",
  "each with `-` in front for its opposite; what is none of these is plain text",
].join("; ");

/** 03 §11.5, 00 "Additions". */
export const messagesSearch = channelCommand({
  name: "messages_search",
  summary: "Messages of a channel that match a query, newest first.",
  login: "required",
  channel: ["view"],
  cost: "search",
  request: Type.Object({
    ...channelAddress,
    query: Type.String({ minLength: 1, maxLength: 256, description: grammar }),
    limit: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description: "At most and by default `limits.search_results`, never more than 50",
      }),
    ),
    before: Type.Optional(
      Type.Union([Type.String({ maxLength: 128 }), Type.Null()], {
        description:
          "Id of a message among those that are searched: only older ones. The last result's gives the next page",
      }),
    ),
  }),
  reply: Type.Object({
    channel: Type.String(),
    query: Type.String({ description: "As sent" }),
    results: Type.Array(
      Type.Object({
        ...MessageObject.properties,
        channel: Type.String(),
        thread_id: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    more: Type.Boolean({ description: "Older messages match, or the search gave up before it had seen all" }),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { query, limit, before }) {
    const { channel, state, read, config } = context;
    const parsed = parseSearch(query);
    const rooms = parsed ? roomsOf(parsed, context) : [];
    let found: Found = { messages: [], more: false };
    if (parsed && rooms.length > 0) {
      const place = before ? await read(placeIn({ id: before, rooms })) : null;
      if (before && !place) return fail("message_not_found");
      const most = Math.min(mostResults, config.limits.search_results);
      found = await findMessages((step) => turns(() => read(step)) ?? read(step), {
        search: named(parsed, state),
        rooms,
        before: place,
        limit: Math.min(most, Math.max(1, limit || most)),
      });
    }
    return {
      reply: {
        channel: channel.name,
        query,
        results: found.messages.flatMap((message) => {
          // A change of channels or roles may have overtaken the search.
          const at = state.channelById(message.channel);
          const user = state.users.get(context.user.id);
          if (!at || !user || !mayView(user, at, state)) return [];
          return { ...wireMessage(message, state), channel: at.name, thread_id: null };
        }),
        more: found.more,
      },
    };
  },
});

/** The rooms to search: `in:` leads elsewhere, but only to what the user may read; other names lead nowhere. */
function roomsOf(query: SearchQuery, context: ChannelContext): number[] {
  const { state, user } = context;
  const channels: readonly (Channel | undefined)[] =
    query.in.length > 0 ? query.in.map((name) => state.channelByName(name)) : [context.channel];
  const rooms = channels.flatMap((channel) => {
    if (channel?.type !== "text" || query.notIn.includes(channel.name)) return [];
    const mayRead =
      mayView(user, channel, state) && mayAsMember({ ...context, channel }, "read_message_history");
    return mayRead ? channel.id : [];
  });
  return [...new Set(rooms)];
}

/** Who is no member may still have written, as a bridge does: under his name. */
function named(query: SearchQuery, state: State): Search {
  const member = (name: string) => state.userByName(name) ?? state.userByName(localPrefix + name);
  const user = (name: string) => member(name)?.id ?? name;
  const userOrRole = (name: string) =>
    member(name)?.id ?? state.roles.byName.get(name.toLowerCase())?.id ?? name;
  return {
    ...query,
    authors: query.from.map(user),
    notAuthors: query.notFrom.map(user),
    mentions: query.mentions.map(userOrRole),
    notMentions: query.notMentions.map(userOrRole),
  };
}
