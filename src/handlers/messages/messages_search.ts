import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import type { Channel, Thread } from "../../chat/model.ts";
import { mayView, roleNamed } from "../../chat/permissions.ts";
import { packetPlace, placeSeenBy } from "../../chat/place.ts";
import { cursorText, isCursor, parseCursor } from "../../chat/search-cursor.ts";
import { parseSearch, type Search, type SearchQuery } from "../../chat/search-query.ts";
import type { State } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import { roomOf } from "../../db/positions.ts";
import { type Found, findMessages, placeIn } from "../../db/search.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { localPrefix } from "../../protocol/local-names.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { nameKey } from "../../text/skeleton.ts";
import { channelCommand } from "../command.ts";
import type { ChannelContext } from "../context.ts";
import { channelAddress, placeFields } from "../request-fields.ts";
import { tooManyRequests } from "../too-many-requests.ts";
import { maxResults } from "./max-results.ts";

/** Most former members with one name that a search includes: those who left last. */
const mostFormer = 10;
/** A nickname that more members share is ignored. */
const mostSharing = 20;

/** The time to retry when too many searches wait: half of them are likely to be done by then. */
const busyMilliseconds = 15_000;

const grammar = [
  "Words, which must all occur, in any order; case and accents don't matter (`lodz` finds Łódź, `strasse` Straße); the last word, and `word*`, may be the beginning of a word",
  '`"words in quotes"`, which must occur next to each other',
  "`from:name`, `mentions:name` (a user by username or nickname, or a role), `in:channel` (instead of the channel of the request)",
  "`has:link`, `has:image`, `has:embed`, `has:poll`, `has:file`, `has:video`, `has:sound`, `pinned:true`",
  "`before:` and `after:` a day (`2026-03-01`, UTC) or Unix seconds",
  "`-` before any of these, at the beginning of a word, for its opposite; all other text is plain words, also `--word`",
].join("; ");

export const messagesSearch = channelCommand({
  name: "messages_search",
  summary:
    "Finds messages of a channel, a thread, or all threads of a forum that match a query, newest first.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "search",
  request: Type.Object({
    ...channelAddress,
    query: Type.String({ minLength: 1, maxLength: 256, description: grammar }),
    limit: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description: "Default and maximum: `limits.search_results`, never more than 50",
      }),
    ),
    before: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description:
          "Only older messages than this: `next` of the page before, or the id of a message in the searched channels",
      }),
    ),
  }),
  reply: Type.Object({
    ...placeFields,
    query: Type.String({ description: "As sent" }),
    results: Type.Array(
      Type.Object({
        ...MessageObject.properties,
        ...placeFields,
      }),
    ),
    unknown: Type.Optional(
      Type.Array(Type.String(), {
        description: `Names in the query that belong to no member, role or channel that the user may view, and nicknames that more than ${mostSharing} members share; absent if there are none`,
      }),
    ),
    more: Type.Boolean({ description: "Older messages match, or the search gave up before its end" }),
    next: Type.Union([Type.String(), Type.Null()], {
      description:
        "For `before` of the next page: the place where this one ends, even if its messages are deleted. Null when nothing older matches, or when a search of several channels or threads gave up without a result",
    }),
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { query, limit, before }) {
    const { state, user: asker, read, config, searchLimiter } = context;
    const parsed = parseSearch(query);
    let found: Found = { messages: [], more: false, end: null };
    if (parsed) {
      const channels = channelsOf(parsed, context);
      const rooms = roomsOf(channels, parsed, context);
      const place = before ? await placeOf(before, { channels, rooms }, context) : null;
      if (place && isFailure(place)) return place;
      const most = maxResults(config);
      const page = await findMessages((step) => searchLimiter.run([asker.id, ""], () => read(step)), {
        search: named(parsed, state),
        rooms,
        before: place,
        limit: Math.min(most, Math.max(1, limit || most)),
      });
      if (!page) return tooManyRequests(busyMilliseconds);
      found = page;
    }
    const own = await ownVotesIn(found.messages, context);
    // A change of channels or roles may have overtaken the search.
    const inSight = (room: number) => placeSeenBy(room, asker.id, state);
    const { end } = found;
    const unknown = parsed ? unknownNames(parsed, context) : [];
    const endsIn = end && inSight(roomOf(end.key));
    return {
      reply: {
        ...packetPlace(context),
        query,
        results: found.messages.flatMap((message) => {
          const at = inSight(message.room);
          return at ? { ...wireMessage(message, state, own), ...packetPlace(at) } : [];
        }),
        ...(unknown.length > 0 && { unknown }),
        more: found.more,
        next: end && endsIn ? cursorText({ ...end, channel: endsIn.channel.id }) : null,
      },
    };
  },
});

/** The place where the next page begins. A place out of sight gives the same error as a missing one. */
async function placeOf(
  before: string,
  { channels, rooms }: { channels: readonly Channel[]; rooms: readonly number[] },
  { read }: ChannelContext,
) {
  if (!isCursor(before)) return (await read(placeIn({ id: before, rooms }))) ?? fail("message_not_found");
  const cursor = parseCursor(before);
  if (cursor && channels.some(({ id }) => id === cursor.channel)) return cursor;
  const problem = "it leads to nothing that is searched; search again without it";
  return fail("invalid_field", { field: "before", problem });
}

/** The channels to search: those of `in:` that the user may read, or the channel of the request. */
function channelsOf(query: SearchQuery, context: ChannelContext): Channel[] {
  const { state, user } = context;
  const channels: readonly (Channel | undefined)[] =
    query.in.length > 0 ? query.in.map((name) => state.channelByName(name)) : [context.channel];
  return channels.flatMap((channel) => {
    if (!channel || query.notIn.some((name) => state.channelByName(name) === channel)) return [];
    const mayRead =
      mayView(user, channel, state) && mayAsMember({ ...context, channel }, "read_message_history");
    return mayRead ? channel : [];
  });
}

/** The rooms of these channels. A forum stands for all its threads. */
function roomsOf(channels: readonly Channel[], query: SearchQuery, context: ChannelContext): number[] {
  const { state, thread } = context;
  const rooms = channels.flatMap((channel) => {
    if (channel.type === "text") return channel.id;
    if (thread && query.in.length === 0) return thread.room;
    return state
      .threadsOf(channel.id)
      .toSorted((a, b) => newestAt(b, state) - newestAt(a, state))
      .map(({ room }) => room);
  });
  return [...new Set(rooms)];
}

/** The most recently used threads are searched first. */
function newestAt({ room }: Thread, state: State): number {
  return state.tail(room)?.lastMessageAt ?? 0;
}

/** The user ids that a name of the query may mean: of members and former members with that username. */
function idsOfUsername(
  name: string,
  state: State,
): { members: readonly string[]; former: readonly string[] } {
  const usernames = [name, localPrefix + name];
  return {
    members: usernames.flatMap((known) => state.userByName(known)?.id ?? []),
    former: usernames.flatMap((known) => state.idsOfFormer(known).slice(-mostFormer)),
  };
}

/** The ids of members with this nickname; none when too many share it. */
function idsOfNickname(name: string, state: State): readonly string[] {
  const sharing = state.usersByNickname(name, mostSharing + 1);
  return sharing.length > mostSharing ? [] : sharing.map(({ id }) => id);
}

/**
 * The query with ids in place of names. Usernames have priority over nicknames. A text that is no member's name stays as
 * it is, since bridges post under names of their own.
 */
function named(query: SearchQuery, state: State): Search {
  const authors = (name: string) => {
    const { members, former } = idsOfUsername(name, state);
    const known = [...members, ...former];
    return [...(known.length > 0 ? known : idsOfNickname(name, state)), name];
  };
  /** A role has priority over former members of the same name. */
  const userOrRole = (name: string) => {
    const { members, former } = idsOfUsername(name, state);
    const role = state.roles.byName.get(nameKey(name))?.id;
    const [nicknamed, another] = state.usersByNickname(name, 2);
    const byNickname = another ? undefined : nicknamed?.id;
    return members[0] ?? role ?? byNickname ?? former.at(-1) ?? name;
  };
  return {
    ...query,
    authors: query.from.flatMap(authors),
    notAuthors: query.notFrom.flatMap(authors),
    mentions: query.mentions.map(userOrRole),
    notMentions: query.notMentions.map(userOrRole),
  };
}

/**
 * The names in the query that no member, role or channel has. A channel out of sight counts as unknown. Messages may
 * still have such an author, since bridges post under names of their own.
 */
function unknownNames(query: SearchQuery, { state, user }: ChannelContext): string[] {
  const isUser = (name: string) => {
    const { members, former } = idsOfUsername(name, state);
    const isKnown = state.users.has(name) || state.hasLeft(name) || members.length + former.length > 0;
    return isKnown || idsOfNickname(name, state).length > 0;
  };
  const isUserOrRole = (name: string) => isUser(name) || roleNamed(state.roles, name) !== undefined;
  const isChannel = (name: string) => {
    const channel = state.channelByName(name);
    return channel !== undefined && mayView(user, channel, state);
  };
  const unknown = [
    ...[...query.from, ...query.notFrom].filter((name) => !isUser(name)),
    ...[...query.mentions, ...query.notMentions].filter((name) => !isUserOrRole(name)),
    ...[...query.in, ...query.notIn].filter((name) => !isChannel(name)),
  ];
  return [...new Set(unknown)];
}
