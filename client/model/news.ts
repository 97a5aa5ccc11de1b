/** What events said of messages while a page with them was read. */
import type { WireMessage } from "../types.ts";
import { marked } from "./marks.ts";
import type { Loading } from "./model.ts";
import { withPollNews } from "./polls.ts";

/** A page by ids, with what events said of its reactions, pins and polls meanwhile. */
export function withNews(asked: Loading, page: readonly WireMessage[]): Map<string, WireMessage> {
  const told = page.map((read) => {
    const message = asked.marks.reduce(marked, read);
    const news = asked.polls.get(message.id);
    return [message.id, news ? withPollNews(message, news) : message] as const;
  });
  return new Map(told);
}
