/**
 * What a client knows of the server, as a value, and what each event makes of it.
 *
 * The rule that this file lives by: a state fetched earlier, with the events since applied, equals a state
 * fetched now. Tests compare the two with `differences`.
 */
import type {
  Event,
  EventName,
  Events,
  Reply,
  WireChannel,
  WireMessage,
  WireRole,
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
  /** The newest part of the history of each opened channel, by name. */
  readonly histories: ReadonlyMap<string, History>;
  /** Counted from events alone, by channel name. */
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
}

/** A page is read from the database while events go on, so what they said meanwhile is kept until it comes. */
export interface Loading {
  readonly channel: string;
  /** New or edited since, newest version. */
  readonly seen: readonly WireMessage[];
  readonly deleted: ReadonlySet<string>;
}

type Reducers = { readonly [Name in EventName]: (model: Model, packet: Events[Name]) => Model };

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
  // Pushed behind a `message_new`, which said it already.
  messages_get: nothing,

  user_join: (model, { user }) => withMember(model, user),
  user_connect: (model, { user }) => withMember(model, user),
  user_disconnect: (model, { username }) =>
    changeMember(model, username, (member) => ({ ...member, status: offline })),
  user_leave(model, { username }) {
    const member = memberNamed(model, username);
    if (!member) return model;
    const members = new Map(model.members);
    members.delete(member.id);
    return { ...model, members };
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
    changeMember(model, user, (member) => ({ ...member, roles, color })),
  status_get: (model, { username, status }) =>
    changeMember(model, username, (member) => ({ ...member, status })),
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
    const members = new Map(model.members);
    for (const [id, member] of members) {
      const color = roles.get(member.roles[0] ?? "")?.color ?? null;
      if (color !== member.color) members.set(id, { ...member, color });
    }
    const names = new Map([...roles.values()].map((role) => [role.id, role.name]));
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
  // Gone for this user. One of the same name may come before the next list does.
  unreads_update: (model, { channel }) =>
    settled({ ...model, channels: model.channels.filter(({ name }) => name !== channel) }),

  message_new(model, { channel, message }) {
    const history = model.histories.get(channel);
    if (history?.messages.some(({ id }) => id === message.id)) return model;
    const added = mapHistory(noted(model, channel, message), channel, (messages) => [...messages, message]);
    const newest = { last_message: message.timestamp, last_message_id: message.id };
    return counted(withNewest(added, channel, newest), channel, message);
  },
  message_edit: (model, { channel, message }) =>
    mapHistory(noted(model, channel, message), channel, (messages) =>
      messages.map((other) => (other.id === message.id ? message : other)),
    ),
  message_delete(model, { channel, id, last_message, last_message_id }) {
    const after = mapHistory(notedDeleted(model, channel, id), channel, (messages) =>
      messages.filter((message) => message.id !== id),
    );
    return withNewest(after, channel, { last_message, last_message_id });
  },
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

export function withMembers(model: Model, { users }: Reply<"users_list">): Model {
  return { ...model, members: new Map(users.map((user) => [user.id, user])) };
}

/** The channel was looked at: nothing in it is unread. */
export function withoutUnread(model: Model, channel: string): Model {
  if (!model.unread.has(channel)) return model;
  const unread = new Map(model.unread);
  unread.delete(channel);
  return { ...model, unread };
}

/** A `messages_get` goes out. @param ticket any number that is not in use */
export function startLoading(model: Model, ticket: number, channel: string): Model {
  const loading = new Map(model.loading).set(ticket, { channel, seen: [], deleted: new Set() });
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
  const channel = model.channels.find(({ name }) => name === asked.channel);
  if (!page || !channel) return { ...model, loading };
  const known = model.histories.get(channel.name);
  const [oldest] = page.messages;
  // Nothing to read where there are messages: the own user may not read what was before.
  if (!known && !oldest && asked.seen.length === 0 && typeof channel.last_message === "number") {
    return { ...model, loading };
  }
  const from = page.at_start || !oldest ? 0 : oldest.timestamp;
  const messages = new Map(page.messages.map((message) => [message.id, message]));
  for (const message of [...(known?.messages ?? []), ...asked.seen]) {
    if (message.timestamp >= from) messages.set(message.id, message);
  }
  for (const id of asked.deleted) messages.delete(id);
  const sorted = [...messages.values()].sort((a, b) => a.timestamp - b.timestamp);
  const histories = new Map(model.histories).set(channel.name, { messages: sorted, from });
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
  return mapMessages(model, (message) => ({
    ...message,
    user: rename(message.user),
    ...(message.reply_to && { reply_to: { ...message.reply_to, user: rename(message.reply_to.user) } }),
    pings: {
      ...message.pings,
      users: message.pings.users.map(rename),
      replies: message.pings.replies.map(rename),
    },
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
  channel: string,
  change: (messages: readonly WireMessage[]) => readonly WireMessage[],
): Model {
  const history = model.histories.get(channel);
  if (!history) return model;
  const histories = new Map(model.histories).set(channel, {
    ...history,
    messages: change(history.messages),
  });
  return { ...model, histories };
}

/** For the pages under way. */
function noted(model: Model, channel: string, message: WireMessage): Model {
  return mapLoading(model, channel, (asked) => ({
    ...asked,
    seen: [...asked.seen.filter(({ id }) => id !== message.id), message],
  }));
}

function notedDeleted(model: Model, channel: string, id: string): Model {
  return mapLoading(model, channel, (asked) => ({
    ...asked,
    seen: asked.seen.filter((message) => message.id !== id),
    deleted: new Set(asked.deleted).add(id),
  }));
}

function mapLoading(model: Model, channel: string, change: (asked: Loading) => Loading): Model {
  if (model.loading.size === 0) return model;
  const loading = new Map(model.loading);
  for (const [ticket, asked] of loading) if (asked.channel === channel) loading.set(ticket, change(asked));
  return { ...model, loading };
}

function withNewest(
  model: Model,
  name: string,
  newest: Required<Pick<WireChannel, "last_message" | "last_message_id">>,
): Model {
  const channels = model.channels.map((channel) =>
    channel.name === name ? { ...channel, ...newest } : channel,
  );
  return { ...model, channels };
}

/** Own messages mark the channel as read (04 §6). */
function counted(model: Model, channel: string, message: WireMessage): Model {
  if (message.user === model.members.get(model.me)?.username) return withoutUnread(model, channel);
  const before = model.unread.get(channel) ?? { messages: 0, pings: 0 };
  const unread = new Map(model.unread).set(channel, {
    messages: before.messages + 1,
    pings: before.pings + (pingsMe(model, message) ? 1 : 0),
  });
  return { ...model, unread };
}

function rekeyed(model: Model, before: string, after: string): Model {
  if (before === after) return model;
  const rekey = <Value>(map: ReadonlyMap<string, Value>) =>
    new Map([...map].map(([name, value]) => [name === before ? after : name, value]));
  const loading = new Map<number, Loading>();
  for (const [ticket, asked] of model.loading) {
    loading.set(ticket, asked.channel === before ? { ...asked, channel: after } : asked);
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
  for (const channel of model.channels) {
    if (channel.type !== "text") continue;
    const history = model.histories.get(channel.name);
    if (history && reachesNewest(history, channel)) histories.set(channel.name, history);
    else if (channel.last_message === null) histories.set(channel.name, { messages: [], from: 0 });
    const count = model.unread.get(channel.name);
    if (count) unread.set(channel.name, count);
  }
  const names = new Set(model.channels.map(({ name }) => name));
  const loading = new Map([...model.loading].filter(([, asked]) => names.has(asked.channel)));
  return { ...model, histories, unread, loading };
}

function reachesNewest({ messages, from }: History, channel: WireChannel): boolean {
  const newest = messages.at(-1);
  if (newest) return newest.id === channel.last_message_id;
  return typeof channel.last_message !== "number" || channel.last_message < from;
}
