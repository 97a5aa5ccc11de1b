/** The opened histories: their messages, and which of them still reach to the newest message. */
import type { WireChannel, WireMessage } from "../types.ts";
import { type History, type Loading, type Model, threadPrefix, type Unread } from "./model.ts";

export function mapMessages(model: Model, change: (message: WireMessage) => WireMessage): Model {
  const changed = (parts: Model["histories"]) =>
    new Map([...parts].map(([name, { messages, from }]) => [name, { messages: messages.map(change), from }]));
  const loading = new Map<number, Loading>();
  for (const [ticket, asked] of model.loading) {
    loading.set(ticket, { ...asked, seen: asked.seen.map(change) });
  }
  return { ...model, histories: changed(model.histories), excerpts: changed(model.excerpts), loading };
}

/** Changes what is known of a place: its history, and its excerpt. */
export function mapHistory(
  model: Model,
  place: string,
  change: (messages: readonly WireMessage[]) => readonly WireMessage[],
): Model {
  const changed = (parts: Model["histories"]) => {
    const part = parts.get(place);
    return part ? new Map(parts).set(place, { ...part, messages: change(part.messages) }) : parts;
  };
  const excerpts = changed(model.excerpts);
  const isEmpty = excerpts.get(place)?.messages.length === 0;
  return {
    ...model,
    histories: changed(model.histories),
    excerpts: isEmpty ? new Map([...excerpts].filter(([name]) => name !== place)) : excerpts,
  };
}

/** A new message comes after the newest, which an excerpt doesn't have. */
export function appended(model: Model, place: string, message: WireMessage): Model {
  const history = model.histories.get(place);
  if (!history) return model;
  const histories = new Map(model.histories).set(place, {
    ...history,
    messages: history.messages.concat(message),
  });
  return { ...model, histories };
}

/** Forgets all but the newest messages of a place, so that reading far back costs memory only while it lasts. */
export function trimmed(model: Model, place: string, keep: number): Model {
  const history = model.histories.get(place);
  const messages = history?.messages.slice(-keep) ?? [];
  const [oldest] = messages;
  if (!history || !oldest || messages.length === history.messages.length) return model;
  const histories = new Map(model.histories).set(place, { messages, from: oldest.timestamp });
  return { ...model, histories };
}

/** Where a text channel or a thread stands; undefined when there is none. */
export function newestIn(
  model: Model,
  place: string,
): Pick<WireChannel, "last_message" | "last_message_id"> | undefined {
  if (!place.startsWith(threadPrefix)) return model.channels.find(({ name }) => name === place);
  const id = place.slice(threadPrefix.length);
  return model.channels.flatMap(({ threads }) => threads ?? []).find((thread) => thread.id === id);
}

/**
 * After the list of channels changed: what belongs to channels that are gone goes with them, and an empty
 * channel that came is open, for there's nothing to fetch. A history that doesn't end with the channel's newest
 * message has a gap, because the channel was out of sight for a while.
 */
export function settled(model: Model): Model {
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
  const excerpts = new Map([...model.excerpts].filter(([place]) => places.has(place)));
  return { ...model, histories, excerpts, unread, loading };
}

function reachesNewest(
  { messages, from }: History,
  channel: Pick<WireChannel, "last_message" | "last_message_id">,
): boolean {
  const newest = messages.at(-1);
  if (newest) return newest.id === channel.last_message_id;
  return typeof channel.last_message !== "number" || channel.last_message < from;
}
