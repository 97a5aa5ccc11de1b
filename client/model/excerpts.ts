/**
 * The part of a history around a message that was jumped to. It doesn't reach to the newest message; once it does, or
 * meets the part that is loaded from there, the two are one history.
 */
import type { Reply } from "../types.ts";
import { newestIn, trimmed } from "./histories.ts";
import type { History, Model } from "./model.ts";
import { withNews } from "./news.ts";
import { withVotesOf } from "./polls.ts";

/** The answer to `messages_around` came: it opens the excerpt of the place, or makes it longer. `null`: there is none. */
export function finishAround(model: Model, ticket: number, page: Reply<"messages_around"> | null): Model {
  const asked = model.loading.get(ticket);
  if (!asked) return model;
  const loading = new Map(model.loading);
  loading.delete(ticket);
  const after = { ...model, loading };
  const [first] = page?.messages ?? [];
  if (!page || !first || !newestIn(model, asked.place)) return after;
  const messages = withNews(asked, page.messages);
  for (const message of asked.seen) {
    const read = messages.get(message.id);
    if (read) messages.set(message.id, withVotesOf(message, read));
  }
  for (const id of asked.deleted) messages.delete(id);
  const part = { messages: [...messages.values()], from: page.range.start === 0 ? 0 : first.timestamp };
  if (part.messages.length === 0) return after;
  const before = model.excerpts.get(asked.place);
  const excerpt = before && touch(before, part) ? union(before, part) : part;
  const excerpts = new Map(model.excerpts).set(asked.place, excerpt);
  return joined({ ...after, excerpts }, asked.place);
}

/** An excerpt that has come as far as the history of its place becomes part of it. */
export function joined(model: Model, place: string): Model {
  const excerpt = model.excerpts.get(place);
  if (!excerpt) return model;
  const history = model.histories.get(place);
  const isNewest = excerpt.messages.at(-1)?.id === newestIn(model, place)?.last_message_id;
  if (history ? !touch(excerpt, history) : !isNewest) return model;
  const whole = history ? union(history, excerpt) : excerpt;
  const histories = new Map(model.histories).set(place, whole);
  return withoutExcerpt({ ...model, histories }, place);
}

/** A part of a history or excerpt, from one message to another, by their ids. */
export interface Part {
  readonly first: string;
  readonly last: string;
}

/**
 * Forgets what is outside of a part of a place's excerpt, or of its history when there is no excerpt. A part that doesn't
 * reach to the newest message becomes the excerpt, and the history keeps its newest messages.
 *
 * @param keep how many of the newest
 */
export function narrowed(model: Model, place: string, { first, last }: Part, keep: number): Model {
  const excerpt = model.excerpts.get(place);
  const whole = excerpt ?? model.histories.get(place);
  const from = whole?.messages.findIndex(({ id }) => id === first) ?? -1;
  const to = whole?.messages.findIndex(({ id }) => id === last) ?? -1;
  const oldest = whole?.messages[from];
  if (!whole || !oldest || to < from) return model;
  const messages = whole.messages.slice(from, to + 1);
  const part = { messages, from: from === 0 ? whole.from : oldest.timestamp };
  if (!excerpt && to === whole.messages.length - 1)
    return { ...model, histories: new Map(model.histories).set(place, part) };
  const after = excerpt ? model : trimmed(model, place, keep);
  const history = after.histories.get(place);
  // Without a gap between them they would be one again.
  if (history && touch(part, history)) return model;
  return { ...after, excerpts: new Map(model.excerpts).set(place, part) };
}

/** Forgets it, because nobody looks at it any more. */
export function withoutExcerpt(model: Model, place: string): Model {
  if (!model.excerpts.has(place)) return model;
  const excerpts = new Map(model.excerpts);
  excerpts.delete(place);
  return { ...model, excerpts };
}

/** Both are complete within their times, so without a message between them there is no gap. */
function touch(one: History, other: History): boolean {
  return one.from <= lastTime(other) && other.from <= lastTime(one);
}

function lastTime({ messages, from }: History): number {
  return messages.at(-1)?.timestamp ?? from;
}

/** @param known its messages are newer than those that were read */
function union(known: History, read: History): History {
  const messages = new Map(read.messages.map((message) => [message.id, message]));
  for (const message of known.messages) {
    messages.set(message.id, withVotesOf(message, messages.get(message.id)));
  }
  const sorted = [...messages.values()].sort((a, b) => a.timestamp - b.timestamp);
  return { messages: sorted, from: Math.min(known.from, read.from) };
}
