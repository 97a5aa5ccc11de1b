/** Searches while too many others wait. Their results are tested in tests/search.test.ts. */

import { expect, test } from "bun:test";
import { firstChannel, firstRoles } from "../../chat/first-content.ts";
import { createState } from "../../chat/state.ts";
import { parseConfig } from "../../config/load.ts";
import { createConcurrencyLimiter } from "../../limiting/concurrency-limiter.ts";
import type { ChannelContext } from "../context.ts";
import { messagesSearch } from "./messages_search.ts";

/** A member who may search, in a server with this limiter of searches. */
function searcher(searchLimiter: ChannelContext["searchLimiter"]) {
  const roles = firstRoles(() => crypto.randomUUID());
  const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });
  const user = {
    id: "mira",
    username: "mira",
    nickname: null,
    roles: roles.filter(({ name }) => name === "user").map(({ id }) => id),
    status: { status: "online", text: "" } as const,
    pfp: null,
    createdAt: 0,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
  const channel = firstChannel(book);
  const state = createState({
    users: [user],
    former: [],
    roles,
    channels: [{ channel, tail: null }],
    threads: [],
  });
  const parsed = parseConfig("{}");
  if (!("config" in parsed)) throw new Error(parsed.problems.join(" "));
  const reads: string[] = [];
  const read = async ({ name }: { name: string }) => {
    reads.push(name);
    return { messages: [], progress: null };
  };
  const context = {
    state,
    user,
    channel,
    thread: null,
    room: channel.id,
    config: parsed.config,
    read,
    searchLimiter,
  } as unknown as ChannelContext;
  return { reads, search: () => messagesSearch.handler(context, { channel: channel.name, query: "tea" }) };
}

test("a search while too many others wait is refused with a time to retry, and reads nothing", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 1, waiting: 0 });
  const { reads, search } = searcher(limiter);
  const underWay = Promise.withResolvers<void>();
  const first = limiter.run(["nora", ""], () => underWay.promise);
  expect(await search()).toMatchObject({ code: "too_many_requests", retryAfter: 15_000 });
  expect(reads).toEqual([]);
  underWay.resolve();
  await first;
  expect(await search()).toMatchObject({ reply: { query: "tea", results: [] } });
  expect(reads).toEqual(["search.step"]);
});
