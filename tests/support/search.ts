/** Searches as a member makes them, and the town that they are made in. */
import { afterEach } from "bun:test";
import type { Reply, Request } from "../../client/index.ts";
import { cooksIn } from "./casts.ts";
import type { TestServerOptions } from "./server.ts";
import { type Member, openTown, type Town } from "./town.ts";

export type Asked = Omit<Request<"messages_search">, "query">;

export function search(by: Member, query: string, fields: Asked = {}): Promise<Reply<"messages_search">> {
  return by.request("messages_search", { channel: "general", query, ...fields });
}

/** The contents of the messages that the query finds. */
export async function found(by: Member, query: string, fields: Asked = {}): Promise<string[]> {
  return (await search(by, query, fields)).results.map(({ content }) => content);
}

const start = Date.UTC(2026, 2, 1, 12);
const minute = 60_000;

/** A town whose clock the test sets. It is closed after each test of the file that calls this. */
export function useSearchTown() {
  let town: Town;
  let now = start;
  afterEach(() => town.close());
  return {
    get town() {
      return town;
    },
    now: () => now,
    pass(milliseconds: number) {
      now += milliseconds;
    },
    async cast(options: TestServerOptions = {}) {
      now = start;
      town = await openTown({ now: () => now, ...options });
      return cooksIn(town);
    },
    /** Each message is a minute younger than the one before. */
    async say(by: Member, content: string, fields: Omit<Request<"message_new">, "content"> = {}) {
      now += minute;
      return (await by.request("message_new", { channel: "general", content, ...fields })).message;
    },
  };
}
