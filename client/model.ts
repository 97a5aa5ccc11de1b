/**
 * What a client knows of the server, as a value, and what each event makes of it.
 *
 * The rule that this file lives by: a state fetched earlier, with the events since applied, equals a state
 * fetched now. Tests compare the two with `differences`.
 */
import { type PollNews, withPollNews, withVoters, withVotesOf } from "./polls.ts";
import type {
  Event,
  EventName,
  Events,
  Reply,
  WireChannel,
  WireMessage,
  WireRole,
  WireThread,
  WireUser,
} from "./types.ts";

export interface Model {
  /** Id of the own user. */
  readonly me: string;
  /** Members by id. */
  readonly members: ReadonlyMap<string, WireUser>;
  /** By name, highest first. */
  readonly roles: ReadonlyMap<string, WireRole>;
  /** What the own user may view, in order. */
  readonly channels: readonly WireChannel[];
  /** The newest part of the history of each opened place: a channel by its name, a thread by `thread:<id>`. */
  readonly histories: ReadonlyMap<string, History>;
  /** By place; none where nothing is unread. As the server says, and counted on from there. */
  readonly unread: ReadonlyMap<string, Unread>;
  /** Pages that were asked for and have not come. */
  readonly loading: ReadonlyMap<number, Loading>;
}

export interface History {
  /** Oldest first, without gaps up to the newest. */
  readonly messages: readonly WireMessage[];
  /** Complete from this time on, in Unix seconds; 0 = from the first message. */
  readonly from: number;
}

export interface Unread {
  readonly messages: number;
  /** How many of them call the own user. */
  readonly pings: number;
  /** The newest of them, as far as they came as events, in their order: ids, and whether each calls. */
  readonly news: ReadonlyMap<string, boolean>;
}

/** A page is read from the database while events go on, so what they said meanwhile is kept until it comes. */
export interface Loading {
  readonly place: string;
  /** New or edited since, newest version. */
  readonly seen: readonly WireMessage[];
  readonly deleted: ReadonlySet<string>;
  /** Reactions and pins since, in their order; the page may hold some of them already. */
  readonly marks: readonly Mark[];
  /** By the id of the message. */
  readonly polls: ReadonlyMap<string, PollNews>;
}

/** An event that changes a message which it only names. */
type Mark = Events[
  | "message_react_add"
  | "message_react_remove"
  | "reaction_add"
  | "reaction_remove"
  | "message_pin"
  | "message_unpin"];

type Reducers = { readonly [Name in EventName]: (model: Model, packet: Events[Name]) => Model };

/** The key of a place; no channel is named like a thread's. */
export function placeOf(packet: { readonly channel: string; readonly thread_id?: string | null }): string {
  return packet.thread_id ? `${threadPrefix}${packet.thread_id}` : packet.channel;
}
export const threadPrefix = "thread:";

/** Who is disconnected, or hides: nobody is to tell the one from the other. */
const offline = { status: "offline", text: "" };

/** Events that change nothing that is kept here. */
const nothing = (model: Model): Model => model;

/** A new event in src/protocol/events.ts is a type error here until somebody has thought about it. */
const reducers: Reducers = {
  handshake: nothing,
  auth_success: nothing,
  auth_error: nothing,
  ready: nothing,
  error: nothing,
  rate_limit: nothing,
  ping: nothing,
  disconnect: nothing,
  typing: nothing,
  users_banned_list: nothing,
  // Pushed for clients that keep messages by channel names; `message_new` and `channel_update` said it already.
  messages_get: nothing,
  message_get: nothing,

  user_join: (model, { user }) => withMember(model, user),
  user_connect: (model, { user }) => withMember(model, user),
  user_disconnect: (model, { username }) =>
    changeMember(model, username, (member) => ({ ...member, status: offline })),
  user_leave(model, { username }) {
    const member = memberNamed(model, username);
    if (!member) return model;
    const members = new Map(model.members);
    members.delete(member.id);
    // Who left takes part nowhere.
    return mapThreads({ ...model, members }, (thread) => ({
      ...thread,
      participants: thread.participants.filter((name) => name !== member.username),
    }));
  },
  user_updated(model, { user_id, username, nickname, pfp }) {
    const member = model.members.get(user_id);
    if (!member) return model;
    const picture = pfp === undefined ? {} : { pfp };
    return withMember(renamed(model, member.username, username), {
      ...member,
      username,
      nickname,
      ...picture,
    });
  },
  user_update(model, { user, username, nickname }) {
    // `user_updated` comes first and knows the id; alone, this does the same by name.
    const after = changeMember(model, user, (member) => ({ ...member, username, nickname }));
    // Also the words of somebody who is banned, and so no member here, move to his new name.
    return renamed(after, user, username);
  },
  nickname_update: (model, { user, nickname }) => withNickname(model, user, nickname),
  nickname_remove: (model, { user }) => withNickname(model, user, null),
  user_roles_get: (model, { user, roles, color }) =>
    changeMember(model, user, (member) => ({
      ...member,
      roles,
      color,
      gradient: model.roles.get(roles[0] ?? "")?.gradient ?? null,
    })),
  status_get: (model, { username, status }) =>
    changeMember(model, username, (member) => ({ ...member, status })),
  users_list(model, { users }) {
    const after = withMembers(model, { users });
    const own = model.members.get(model.me);
    // One's own hiding is not in the list, and no secret to oneself.
    return own ? changeMember(after, own.username, (member) => ({ ...member, status: own.status })) : after;
  },
  users_online(model, { users }) {
    const online = new Map(users.map((user) => [user.id, user]));
    const members = new Map(model.members);
    for (const [id, member] of members) {
      // One's own hiding is not in the list, and no secret to oneself.
      if (id === model.me) continue;
      members.set(id, online.get(id) ?? { ...member, status: offline });
    }
    return { ...model, members };
  },

  roles_list(model, packet) {
    const roles = roleMap(packet.roles);
    const names = new Map([...roles.values()].map((role) => [role.id, role.name]));
    /** Under its new name; a role that is gone is nobody's. */
    const called = (name: string) => {
      const id = model.roles.get(name)?.id;
      return id === undefined ? name : (names.get(id) ?? []);
    };
    const members = new Map(model.members);
    for (const [id, member] of members) {
      const held = member.roles.flatMap(called);
      const { color = null, gradient = null } = roles.get(held[0] ?? "") ?? {};
      const isRecoloured = color !== member.color || gradient?.join() !== member.gradient?.join();
      if (isRecoloured || held.join("\n") !== member.roles.join("\n")) {
        members.set(id, { ...member, roles: held, color, gradient });
      }
    }
    return mapMessages({ ...model, roles, members }, (message) => withRoleNames(message, names));
  },

  channels_get: (model, { val }) => settled({ ...model, channels: val }),
  channel_update(model, { channel, current_name }) {
    const index = model.channels.findIndex(({ name }) => name === current_name);
    // Also whoever changed it gets this, even when it left him without sight of the channel.
    if (index < 0) return model;
    const channels = model.channels.with(index, channel);
    return settled(rekeyed({ ...model, channels }, current_name, channel.name));
  },
  unreads_update(model, { channel = "", thread_id, last_read, unread_count = 0, ping_count = 0 }) {
    const place = placeOf({ channel, ...(thread_id !== undefined && { thread_id }) });
    if (last_read !== null) return withCount(model, place, unread_count, ping_count);
    if (thread_id !== undefined) return withoutUnread(model, place);
    // Gone for this user. One of the same name may come before the next list does.
    return settled({ ...model, channels: model.channels.filter(({ name }) => name !== channel) });
  },

  thread_create: (model, { thread }) => withNewThread(model, thread),
  thread_new: (model, { thread }) => withNewThread(model, thread),
  thread_update: (model, { thread }) => withThread(model, thread),
  thread_join: (model, { thread }) => withThread(model, thread),
  thread_leave: (model, { thread }) => withThread(model, thread),
  thread_delete: (model, { thread_id, channel }) =>
    settled(changeForum(model, channel, (threads) => threads.filter(({ id }) => id !== thread_id))),

  message_new(model, packet) {
    const message = withVotesOf(packet.message, undefined);
    const place = placeOf(packet);
    const history = model.histories.get(place);
    if (history?.messages.some(({ id }) => id === message.id)) return model;
    const added = mapHistory(noted(model, place, message), place, (messages) => [...messages, message]);
    const newest = { last_message: message.timestamp, last_message_id: message.id };
    return counted(withNewest(added, packet, newest), place, message);
  },
  poll_vote_update: (model, packet) => withPoll(model, { packet, own: packet.option_ids ?? null }),
  poll_end: (model, packet) => withPoll(model, { packet, own: null }),
  message_edit(model, packet) {
    const { message } = packet;
    const place = placeOf(packet);
    const after = mapHistory(noted(model, place, message), place, (messages) =>
      messages.map((other) => (other.id === message.id ? withVotesOf(message, other) : other)),
    );
    return recounted(after, place, message.id, pingsMe(after, message));
  },
  message_delete(model, packet) {
    const { id, last_message, last_message_id } = packet;
    const place = placeOf(packet);
    const after = mapHistory(notedDeleted(model, place, id), place, (messages) =>
      messages.filter((message) => message.id !== id),
    );
    return recounted(withNewest(after, packet, { last_message, last_message_id }), place, id, null);
  },
  message_react_add: withMark,
  message_react_remove: withMark,
  reaction_add: withMark,
  reaction_remove: withMark,
  message_pin: withMark,
  message_unpin: withMark,
};

/** The state after an event. Unknown events, of a newer server, change nothing. */
export function apply(model: Model, packet: Event): Model {
  if (!Object.hasOwn(reducers, packet.cmd)) return model;
  const reducer = reducers[packet.cmd] as (model: Model, packet: Event) => Model;
  return reducer(model, packet);
}

/** Knows nothing yet. @param me id of the own user */
export function emptyModel(me: string): Model {
  return {
    me,
    members: new Map(),
    roles: new Map(),
    channels: [],
    histories: new Map(),
    unread: new Map(),
    loading: new Map(),
  };
}

export function withMembers(model: Model, { users }: Pick<Reply<"users_list">, "users">): Model {
  return { ...model, members: new Map(users.map((user) => [user.id, user])) };
}

/** The counts as the server gives them. */
export function withUnreads(model: Model, { unreads }: Reply<"unreads_get">): Model {
  let after: Model = { ...model, unread: new Map() };
  for (const [place, { unread_count, ping_count }] of Object.entries(unreads)) {
    after = withCount(after, place, unread_count, ping_count);
  }
  return after;
}

/** The place was looked at: nothing in it is unread. */
export function withoutUnread(model: Model, place: string): Model {
  if (!model.unread.has(place)) return model;
  const unread = new Map(model.unread);
  unread.delete(place);
  return { ...model, unread };
}

/** A `messages_get` goes out. @param ticket any number that is not in use */
export function startLoading(model: Model, ticket: number, place: string): Model {
  const loading = new Map(model.loading).set(ticket, {
    ...{ place, seen: [], deleted: new Set<string>() },
    ...{ marks: [], polls: new Map() },
  });
  return { ...model, loading };
}

/**
 * Its answer came: the page joins the history, or opens it. `null`: there is no answer.
 *
 * A page may be older than events that came before it, so what they said wins.
 */
export function finishLoading(model: Model, ticket: number, page: Reply<"messages_get"> | null): Model {
  const asked = model.loading.get(ticket);
  if (!asked) return model;
  const loading = new Map(model.loading);
  loading.delete(ticket);
  const newest = newestIn(model, asked.place);
  if (!page || !newest) return { ...model, loading };
  const known = model.histories.get(asked.place);
  const [oldest] = page.messages;
  // Nothing to read where there are messages: the own user may not read what was before.
  if (!known && !oldest && asked.seen.length === 0 && typeof newest.last_message === "number") {
    return { ...model, loading };
  }
  const from = page.at_start || !oldest ? 0 : oldest.timestamp;
  const told = page.messages.map((read) => {
    const message = asked.marks.reduce(marked, read);
    const news = asked.polls.get(message.id);
    return [message.id, news ? withPollNews(message, news) : message] as const;
  });
  const messages = new Map(told);
  for (const message of [...(known?.messages ?? []), ...asked.seen]) {
    if (message.timestamp < from) continue;
    messages.set(message.id, withVotesOf(message, messages.get(message.id)));
  }
  for (const id of asked.deleted) messages.delete(id);
  const sorted = [...messages.values()].sort((a, b) => a.timestamp - b.timestamp);
  const histories = new Map(model.histories).set(asked.place, { messages: sorted, from });
  return { ...model, loading, histories };
}

/** The member of that username, in any case. */
export function memberNamed(model: Model, username: string): WireUser | undefined {
  const wanted = username.toLowerCase();
  for (const member of model.members.values()) if (member.username.toLowerCase() === wanted) return member;
  return undefined;
}

/** Does the message call the own user: by name, by a role, or by a reply? */
export function pingsMe(model: Model, { pings }: WireMessage): boolean {
  const own = model.members.get(model.me);
  if (!own) return false;
  const username = own.username.toLowerCase();
  const named = [...pings.users, ...pings.replies].some((name) => name.toLowerCase() === username);
  return named || pings.roles.some((role) => own.roles.includes(role));
}

function roleMap(roles: Readonly<Record<string, WireRole>>): Map<string, WireRole> {
  const sorted = Object.values(roles).sort((a, b) => a.position - b.position);
  return new Map(sorted.map((role) => [role.name, role]));
}

function withMember(model: Model, member: WireUser): Model {
  return { ...model, members: new Map(model.members).set(member.id, member) };
}

/** Banned ones are no members here, though events name them. */
function changeMember(model: Model, username: string, change: (member: WireUser) => WireUser): Model {
  const member = memberNamed(model, username);
  return member ? withMember(model, change(member)) : model;
}

function withNickname(model: Model, id: string, nickname: string | null): Model {
  const member = model.members.get(id);
  return member ? withMember(model, { ...member, nickname }) : model;
}

/** Messages carry names, and the server writes today's. */
function renamed(model: Model, before: string, after: string): Model {
  if (before === after) return model;
  const rename = (name: string) => (name === before ? after : name);
  const named = mapThreads(model, (thread) => ({
    ...thread,
    created_by: rename(thread.created_by),
    participants: thread.participants.map(rename),
  }));
  const loading = new Map(named.loading);
  for (const [ticket, asked] of loading) {
    const marks = asked.marks.map((mark) => ("from" in mark ? { ...mark, from: rename(mark.from) } : mark));
    loading.set(ticket, { ...asked, marks });
  }
  return mapMessages({ ...named, loading }, (message) => ({
    ...withVoters(message, rename),
    user: rename(message.user),
    ...(message.reply_to && { reply_to: { ...message.reply_to, user: rename(message.reply_to.user) } }),
    pings: {
      ...message.pings,
      users: message.pings.users.map(rename),
      replies: message.pings.replies.map(rename),
    },
    ...(message.reactions && {
      reactions: Object.fromEntries(
        Object.entries(message.reactions).map(([emoji, users]) => [emoji, users.map(rename)]),
      ),
    }),
  }));
}

/** `pings.roles` holds each role's name and id in turn; a role that is gone goes from it. */
function withRoleNames(message: WireMessage, names: ReadonlyMap<string, string>): WireMessage {
  if (message.pings.roles.length === 0) return message;
  const roles = message.pings.roles.flatMap((id, index) => {
    const name = index % 2 === 1 ? names.get(id) : undefined;
    return name === undefined ? [] : [name, id];
  });
  return { ...message, pings: { ...message.pings, roles } };
}

function mapMessages(model: Model, change: (message: WireMessage) => WireMessage): Model {
  const histories = new Map<string, History>();
  for (const [name, { messages, from }] of model.histories) {
    histories.set(name, { messages: messages.map(change), from });
  }
  const loading = new Map<number, Loading>();
  for (const [ticket, asked] of model.loading) {
    loading.set(ticket, { ...asked, seen: asked.seen.map(change) });
  }
  return { ...model, histories, loading };
}

function mapHistory(
  model: Model,
  place: string,
  change: (messages: readonly WireMessage[]) => readonly WireMessage[],
): Model {
  const history = model.histories.get(place);
  if (!history) return model;
  const histories = new Map(model.histories).set(place, {
    ...history,
    messages: change(history.messages),
  });
  return { ...model, histories };
}

function withMark(model: Model, mark: Mark): Model {
  const place = placeOf(mark);
  const before = mapLoading(model, place, (asked) => ({
    ...asked,
    seen: asked.seen.map((message) => marked(message, mark)),
    marks: [...asked.marks, mark],
  }));
  const messages = model.histories.get(place)?.messages;
  // The same value when nothing changes: an own reaction that was there already is answered all the same.
  if (!messages?.some((message) => marked(message, mark) !== message)) return before;
  return mapHistory(before, place, (list) => list.map((message) => marked(message, mark)));
}

/** The message after the event; the same value if it is about another one, or known already. */
function marked(message: WireMessage, mark: Mark): WireMessage {
  if (message.id !== mark.id) return message;
  if ("pinned" in mark) return message.pinned === mark.pinned ? message : { ...message, pinned: mark.pinned };
  const { emoji, from } = mark;
  const users = message.reactions?.[emoji] ?? [];
  const gives = mark.cmd === "message_react_add" || mark.cmd === "reaction_add";
  if (users.includes(from) === gives) return message;
  const after = gives ? [...users, from] : users.filter((name) => name !== from);
  const { reactions: before, ...rest } = message;
  const { [emoji]: _, ...others } = before ?? {};
  const reactions = after.length > 0 ? { ...before, [emoji]: after } : others;
  return Object.keys(reactions).length > 0 ? { ...rest, reactions } : rest;
}

function withPoll(model: Model, news: PollNews): Model {
  const { packet, own } = news;
  const place = placeOf(packet);
  const mapped = mapHistory(model, place, (messages) =>
    messages.map((message) => withPollNews(message, news)),
  );
  return mapLoading(mapped, place, (asked) => {
    const known = asked.polls.get(packet.message_id);
    const newest = { packet, own: own ?? known?.own ?? null };
    return {
      ...asked,
      seen: asked.seen.map((message) => withPollNews(message, news)),
      polls: new Map(asked.polls).set(packet.message_id, newest),
    };
  });
}

/** For the pages under way. */
function noted(model: Model, place: string, message: WireMessage): Model {
  return mapLoading(model, place, (asked) => ({
    ...asked,
    seen: [...asked.seen.filter(({ id }) => id !== message.id), message],
  }));
}

function notedDeleted(model: Model, place: string, id: string): Model {
  return mapLoading(model, place, (asked) => ({
    ...asked,
    seen: asked.seen.filter((message) => message.id !== id),
    deleted: new Set(asked.deleted).add(id),
  }));
}

function mapLoading(model: Model, place: string, change: (asked: Loading) => Loading): Model {
  if (model.loading.size === 0) return model;
  const loading = new Map(model.loading);
  for (const [ticket, asked] of loading) if (asked.place === place) loading.set(ticket, change(asked));
  return { ...model, loading };
}

type Newest = Required<Pick<WireChannel, "last_message" | "last_message_id">>;

function withNewest(
  model: Model,
  { channel: name, thread_id }: { readonly channel: string; readonly thread_id?: string | null },
  newest: Newest,
): Model {
  if (thread_id) {
    return changeForum(model, name, (threads) =>
      threads.map((thread) => (thread.id === thread_id ? { ...thread, ...newest } : thread)),
    );
  }
  const channels = model.channels.map((channel) =>
    channel.name === name ? { ...channel, ...newest } : channel,
  );
  return { ...model, channels };
}

/** Where a text channel or a thread stands; undefined when there is none. */
function newestIn(
  model: Model,
  place: string,
): Pick<WireChannel, "last_message" | "last_message_id"> | undefined {
  if (!place.startsWith(threadPrefix)) return model.channels.find(({ name }) => name === place);
  const id = place.slice(threadPrefix.length);
  return model.channels.flatMap(({ threads }) => threads ?? []).find((thread) => thread.id === id);
}

function changeForum(
  model: Model,
  name: string,
  change: (threads: readonly WireThread[]) => WireThread[],
): Model {
  const channels = model.channels.map((channel) =>
    channel.name === name && channel.threads ? { ...channel, threads: change(channel.threads) } : channel,
  );
  return { ...model, channels };
}

/** It comes once, at the end of the list, and is open: there's nothing in it yet. */
function withNewThread(model: Model, thread: WireThread): Model {
  return settled(
    changeForum(model, thread.parent_channel, (threads) => [
      ...threads.filter(({ id }) => id !== thread.id),
      thread,
    ]),
  );
}

function withThread(model: Model, thread: WireThread): Model {
  return changeForum(model, thread.parent_channel, (threads) =>
    threads.map((other) => (other.id === thread.id ? thread : other)),
  );
}

function mapThreads(model: Model, change: (thread: WireThread) => WireThread): Model {
  const channels = model.channels.map((channel) =>
    channel.threads ? { ...channel, threads: channel.threads.map(change) } : channel,
  );
  return { ...model, channels };
}

/** Own messages mark the channel as read (04 §6). */
function counted(model: Model, place: string, message: WireMessage): Model {
  if (message.user === model.members.get(model.me)?.username) return withoutUnread(model, place);
  const before = model.unread.get(place) ?? { messages: 0, pings: 0, news: new Map<string, boolean>() };
  const calls = pingsMe(model, message);
  const unread = new Map(model.unread).set(place, {
    messages: before.messages + 1,
    pings: before.pings + Number(calls),
    news: new Map(before.news).set(message.id, calls),
  });
  return { ...model, unread };
}

function withCount(model: Model, place: string, messages: number, pings: number): Model {
  if (messages === 0) return withoutUnread(model, place);
  // What is unread is always the newest.
  const news = new Map([...(model.unread.get(place)?.news ?? [])].slice(-messages));
  return { ...model, unread: new Map(model.unread).set(place, { messages, pings, news }) };
}

/** An unread message was edited, or deleted (`calls` null). Of one that came before the counts nothing is known. */
function recounted(model: Model, place: string, id: string, calls: boolean | null): Model {
  const before = model.unread.get(place);
  const called = before?.news.get(id);
  if (!before || called === undefined || called === calls) return model;
  const pings = before.pings - Number(called) + Number(calls ?? false);
  const news = new Map(before.news);
  if (calls === null) news.delete(id);
  else news.set(id, calls);
  const messages = before.messages - Number(calls === null);
  if (messages === 0) return withoutUnread(model, place);
  return { ...model, unread: new Map(model.unread).set(place, { messages, pings, news }) };
}

function rekeyed(model: Model, before: string, after: string): Model {
  if (before === after) return model;
  const rekey = <Value>(map: ReadonlyMap<string, Value>) =>
    new Map([...map].map(([name, value]) => [name === before ? after : name, value]));
  const loading = new Map<number, Loading>();
  for (const [ticket, asked] of model.loading) {
    loading.set(ticket, asked.place === before ? { ...asked, place: after } : asked);
  }
  return { ...model, histories: rekey(model.histories), unread: rekey(model.unread), loading };
}

/**
 * After the list of channels changed: what belongs to channels that are gone goes with them, and an empty
 * channel that came is open, for there's nothing to fetch. A history that doesn't end with the channel's newest
 * message has a gap, because the channel was out of sight for a while.
 */
function settled(model: Model): Model {
  const histories = new Map<string, History>();
  const unread = new Map<string, Unread>();
  const places = new Set(model.channels.map(({ name }) => name));
  const settle = (place: string, newest: Pick<WireChannel, "last_message" | "last_message_id">) => {
    places.add(place);
    const history = model.histories.get(place);
    if (history && reachesNewest(history, newest)) histories.set(place, history);
    else if (newest.last_message === null) histories.set(place, { messages: [], from: 0 });
    const count = model.unread.get(place);
    if (count) unread.set(place, count);
  };
  for (const channel of model.channels) {
    if (channel.type === "text") settle(channel.name, channel);
    for (const thread of channel.threads ?? []) settle(`${threadPrefix}${thread.id}`, thread);
  }
  const loading = new Map([...model.loading].filter(([, asked]) => places.has(asked.place)));
  return { ...model, histories, unread, loading };
}

function reachesNewest(
  { messages, from }: History,
  channel: Pick<WireChannel, "last_message" | "last_message_id">,
): boolean {
  const newest = messages.at(-1);
  if (newest) return newest.id === channel.last_message_id;
  return typeof channel.last_message !== "number" || channel.last_message < from;
}
