/** Counts of unread messages: as the server says, and counted on from there. */
import type { Reply, WireMessage } from "../types.ts";
import { settled } from "./histories.ts";
import { type Model, placeOf, type Reducers } from "./model.ts";

export const unreadReducers = {
  unreads_update(model, { channel = "", thread_id, last_read, unread_count = 0, ping_count = 0 }) {
    const place = placeOf({ channel, ...(thread_id !== undefined && { thread_id }) });
    if (last_read !== null) return withCount(model, place, unread_count, ping_count);
    if (thread_id !== undefined) return withoutUnread(model, place);
    // Gone for this user. One of the same name may come before the next list does.
    return settled({ ...model, channels: model.channels.filter(({ name }) => name !== channel) });
  },
} satisfies Partial<Reducers>;

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

/** Does the message call the own user: by name, by a role, or by a reply? */
export function pingsMe(model: Model, { pings }: WireMessage): boolean {
  const own = model.members.get(model.me);
  if (!own) return false;
  const username = own.username.toLowerCase();
  const named = [...pings.users, ...pings.replies].some((name) => name.toLowerCase() === username);
  return named || pings.roles.some((role) => own.roles.includes(role));
}

/** Own messages mark the channel as read. */
export function counted(model: Model, place: string, message: WireMessage): Model {
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
export function recounted(model: Model, place: string, id: string, calls: boolean | null): Model {
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
