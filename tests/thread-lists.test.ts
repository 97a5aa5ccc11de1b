/** Lists of threads, and how many threads there may be. */
import { afterEach, describe, expect, test } from "bun:test";
import { limits } from "../src/protocol/limits.ts";
import { helperIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { listed, start } from "./support/threads.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return helperIn(town);
}

describe("the lists of threads", () => {
  const begin = (by: Member, name: string) => by.request("thread_create", { channel: "help", name });

  test("can't be filled by one member: without manage_threads they have at most 200 in a forum", async () => {
    const { olga, nora } = await cast();
    const [one] = await Promise.all(Array.from({ length: 200 }, (_, n) => begin(nora, `n${n}`)));
    expect(await refusal(begin(nora, "more"))).toBe("too_many");
    await begin(olga, "hers");
    await nora.request("thread_delete", { thread_id: one?.thread.id ?? "" });
    await begin(nora, "again");
  });

  test("fit into a packet of the bot library: the newest are listed, and pages have all", async () => {
    const { olga, mira, nora } = await cast();
    const long = "東".repeat(100);
    const started = [];
    for (let n = 0; n < 18; n++) {
      started.push(...(await Promise.all(Array.from({ length: 100 }, () => begin(olga, long)))));
    }
    const ids = started.map(({ thread }) => thread.id);
    const [oldest = "", second = "", third = ""] = ids;
    await olga.request("thread_pin", { thread_id: second });
    await olga.request("message_new", { thread_id: third, content: "x" });
    const { thread: elsewhere } = await mira.request("thread_create", { channel: "den", name: "small" });
    let largest = 0;
    nora.received((text) => {
      largest = Math.max(largest, Buffer.byteLength(text));
    });
    const { val } = await nora.request("channels_get");
    expect(largest).toBeGreaterThan(600_000);
    expect(largest).toBeLessThan(768 * 1024 + 2000);
    const listed = val.find(({ name }) => name === "help")?.threads?.map(({ id }) => id) ?? [];
    expect(listed.slice(0, 2)).toEqual([second, third]);
    expect(listed.slice(2)).toEqual(ids.slice(ids.length - listed.length + 2));
    const all = (await mira.request("channels_get")).val;
    expect(all.find(({ name }) => name === "den")?.threads?.map(({ id }) => id)).toContain(elsewhere.id);
    const page = await nora.request("threads_get", { channel: "help", offset: 1799 });
    expect([page.total, page.threads.map(({ id }) => id)]).toEqual([1800, [oldest]]);
    expect((await nora.request("thread_get", { thread_id: oldest })).thread.name).toBe(long);
  });

  test("no number of members closes a forum for those who manage its threads", async () => {
    const { olga, nora } = await cast();
    const { thread } = await begin(olga, "one");
    const { state } = town.server;
    const one = state.threadById(thread.id);
    if (!one) throw new Error("no thread");
    for (let n = 1; n < limits.threads; n++) {
      state.apply({ type: "thread", thread: { ...one, id: `other-${n}`, room: 1_000_000 + n } });
    }
    expect(await refusal(begin(nora, "more"))).toBe("too_many");
    await begin(olga, "hers");
    state.apply({ type: "thread_gone", id: "other-1" });
    state.apply({ type: "thread_gone", id: "other-2" });
    await begin(nora, "again");
  });

  test("a thread with a thousand participants takes only members with manage_threads", async () => {
    const { olga, mira, nora } = await cast();
    const { thread } = await begin(mira, "crowd");
    const { state } = town.server;
    const now = state.threadById(thread.id);
    if (!now) throw new Error("no thread");
    const crowd = Array.from({ length: limits.participants }, (_, n) => `somebody-${n}`);
    state.apply({ type: "thread", thread: { ...now, participants: crowd } });
    const join = (by: Member) => by.request("thread_join", { thread_id: thread.id });
    expect(await refusal(join(nora))).toBe("too_many");
    expect((await join(olga)).thread.participants).toHaveLength(limits.participants + 1);
  });
});

describe("lists", () => {
  test("threads_get gives pinned ones first, then the newest activity, in pages", async () => {
    let now = Date.now();
    const { mira, nora } = await cast({ now: () => now });
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      ids.push((await nora.request("thread_create", { channel: "help", name })).thread.id);
      now++;
    }
    const [a = "", b = ""] = ids;
    await nora.request("message_new", { thread_id: a, content: "news" });
    await mira.request("thread_pin", { thread_id: b });
    const names = async (fields: object = {}) =>
      (await nora.request("threads_get", { channel: "help", ...fields })).threads.map(({ name }) => name);
    expect(await names()).toEqual(["b", "a", "d", "c"]);
    expect(await names({ limit: 2, offset: 1 })).toEqual(["a", "d"]);
    expect(await names({ before: a })).toEqual(["d", "c"]);
    expect(await refusal(nora.request("thread_pin", { thread_id: a }))).toBe("permission_required");
    await mira.request("thread_unpin", { thread_id: b });
    expect(await names()).toEqual(["a", "d", "c", "b"]);
  });

  test("channels_get lists them in the order in which they were started", async () => {
    const { mira, nora } = await cast();
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) ids.push((await start(count % 2 === 0 ? nora : mira)).id);
    const [first = "", second = "", third = ""] = ids;
    await nora.request("message_new", { thread_id: first, content: "news" });
    await mira.request("thread_pin", { thread_id: third });
    await mira.request("thread_update", { thread_id: second, archived: true, name: "A" });
    const order = async (by: Member) => (await listed(by))?.map(({ id }) => id);
    expect(await order(nora)).toEqual(ids);
    await town.restart();
    const [again] = await town.people("nora");
    expect(await order(again)).toEqual(ids);
  });

  test("threads_get gives 20 unless it is asked for 1 to 100, of a forum in sight", async () => {
    const { nora } = await cast();
    for (let count = 0; count < 21; count++) await start(nora);
    const page = (fields: object = {}) => nora.request("threads_get", { channel: "help", ...fields });
    expect(await page()).toMatchObject({ cmd: "threads_get", channel: "help", total: 21 });
    expect((await page()).threads).toHaveLength(20);
    expect((await page({ limit: 100 })).threads).toHaveLength(21);
    for (const limit of [0, 101]) expect(await refusal(page({ limit }))).toBe("invalid_field");
    expect(await refusal(page({ channel: "general" }))).toBe("not_a_forum");
    expect(await refusal(page({ channel: "den" }))).toBe("channel_not_found");
    expect(await refusal(page({ before: "nothing" }))).toBe("thread_not_found");
  });

  test("a pinned thread is told as an update; of one forum there are at most 10", async () => {
    const { mira, nora } = await cast();
    const threads: string[] = [];
    for (let count = 0; count < 11; count++) threads.push((await start(nora)).id);
    await nora.news();
    const pin = (thread_id = "") => mira.request("thread_pin", { thread_id });
    const [first = "", ...rest] = threads;
    const at = { thread_id: first, channel: "help" };
    expect(await pin(first)).toMatchObject({ cmd: "thread_pin", ...at, pinned: true, thread: { id: first } });
    expect(await nora.news()).toMatchObject([{ cmd: "thread_update", ...at, thread: { pinned: true } }]);
    await pin(first);
    expect(await nora.news()).toEqual([]);
    for (const id of rest.slice(0, 9)) await pin(id);
    expect(await refusal(pin(rest[9]))).toBe("too_many");
    // Each forum has its own.
    await pin((await start(mira, "den")).id);
    const unpinned = await mira.request("thread_unpin", { thread_id: first });
    expect(unpinned).toMatchObject({ cmd: "thread_unpin", ...at, pinned: false });
    await pin(rest[9]);
  });

  test("thread_messages gives 100 unless it is asked for up to 200", async () => {
    const { nora } = await cast();
    const { id: thread_id } = await start(nora);
    await Promise.all(
      Array.from({ length: 205 }, () => nora.request("message_new", { thread_id, content: "x" })),
    );
    const page = async (fields: object) =>
      (await nora.request("thread_messages", { thread_id, ...fields })).messages.length;
    expect([await page({}), await page({ limit: 500 }), await page({ start: 200 })]).toEqual([100, 200, 5]);
  });

  test("thread_messages takes null as 0, an id as strictly older, and an unknown one as nothing", async () => {
    const { nora } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    for (const content of ["two", "three"]) await nora.request("message_new", { thread_id, content });
    const page = async (fields: object) =>
      (await nora.request("thread_messages", { thread_id, ...fields })).messages;
    const all = await page({ start: null });
    expect(all.map(({ content }) => content)).toEqual(["one", "two", "three"]);
    expect(await page({ start: all[2]?.id, limit: 1 })).toEqual(all.slice(1, 2));
    expect(await page({ start: 2 })).toEqual(all.slice(0, 1));
    expect(await page({ start: "nothing" })).toEqual([]);
  });
});
