/** Pages under way: what events say while one is read from the database holds for it too. */
import type { Reply, WireMessage } from "../types.ts";
import { joined } from "./excerpts.ts";
import { newestIn } from "./histories.ts";
import type { Loading, Model } from "./model.ts";
import { withNews } from "./news.ts";
import { withVotesOf } from "./polls.ts";

/** A `messages_get` goes out. @param ticket any number that is not in use */
export function startLoading(model: Model, ticket: number, place: string): Model {
  const loading = new Map(model.loading).set(ticket, {
    place,
    seen: [],
    deleted: new Set<string>(),
    marks: [],
    polls: new Map(),
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
  const messages = withNews(asked, page.messages);
  for (const message of [...(known?.messages ?? []), ...asked.seen]) {
    if (message.timestamp < from) continue;
    messages.set(message.id, withVotesOf(message, messages.get(message.id)));
  }
  for (const id of asked.deleted) messages.delete(id);
  const sorted = [...messages.values()].sort((a, b) => a.timestamp - b.timestamp);
  const histories = new Map(model.histories).set(asked.place, { messages: sorted, from });
  return joined({ ...model, loading, histories }, asked.place);
}

/** For the pages under way. */
export function noted(model: Model, place: string, message: WireMessage): Model {
  return mapLoading(model, place, (asked) => ({
    ...asked,
    seen: [...asked.seen.filter(({ id }) => id !== message.id), message],
  }));
}

export function notedDeleted(model: Model, place: string, id: string): Model {
  return mapLoading(model, place, (asked) => ({
    ...asked,
    seen: asked.seen.filter((message) => message.id !== id),
    deleted: new Set(asked.deleted).add(id),
  }));
}

export function mapLoading(model: Model, place: string, change: (asked: Loading) => Loading): Model {
  if (model.loading.size === 0) return model;
  const loading = new Map(model.loading);
  for (const [ticket, asked] of loading) if (asked.place === place) loading.set(ticket, change(asked));
  return { ...model, loading };
}
