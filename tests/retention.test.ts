/** Messages, threads, earlier versions, sessions and invites that go by age. */

import { Database } from "bun:sqlite";
import { afterEach, expect, spyOn, test } from "bun:test";
import { join } from "node:path";
import { differencesOnLoad } from "./support/fresh-load.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";

let town: Town;
afterEach(() => town.close());

const day = 86_400_000;
let now: number;
let elapsed: number;

/** With `second` and `minute`, which do what the server does each second and minute. */
async function openWith(config: Readonly<Record<string, unknown>> = {}) {
  now = 1_800_000_000_000;
  elapsed = 1;
  const timers = spyOn(globalThis, "setInterval");
  town = await openTown({ config, now: () => now, elapsed: () => elapsed });
  const every = (pause: number) =>
    timers.mock.calls.flatMap(([work, given]) => (given === pause ? [work as () => void] : []));
  const [seconds, minutes] = [every(1000), every(60_000)];
  timers.mockRestore();
  const run = (works: readonly (() => void)[]) => {
    for (const work of works) work();
  };
  return {
    second: () => run(seconds),
    minute: () => run(minutes),
  };
}

function pass(milliseconds: number): void {
  now += milliseconds;
  elapsed += milliseconds;
}

/** Days pass; then the server works until what is asked holds. */
async function afterDays(days: number, second: () => void, what: string, holds: () => Promise<boolean>) {
  pass(days * day);
  await until(what, async () => {
    pass(10_000);
    second();
    return (await holds()) || undefined;
  });
}

const say = async (by: Member, content: string, more: object = {}) =>
  (await by.request("message_new", { channel: "general", content, ...more })).message;
const said = async (by: Member, channel = "general") =>
  (await by.request("messages_get", { channel })).messages.map(({ content }) => content);
const faults = () => {
  const none = new Set<never>();
  const rooms = new Set(town.server.state.channels.map(({ id }) => id));
  return differencesOnLoad(town.server, { users: none, names: none, rooms, pictures: none });
};

test("messages go when their time is over, but for pinned ones, and clients are told", async () => {
  const { second } = await openWith({ retention: { messages_days: 10 } });
  const [olga, mira] = await town.people("olga", "mira");
  const first = await say(mira, "first @olga");
  const pinned = await say(mira, "pinned");
  await olga.request("message_pin", { channel: "general", id: pinned.id });
  await olga.request("message_react_add", { channel: "general", id: first.id, emoji: "👍" });
  await olga.request("poll_create", { channel: "general", question: "?", options: ["a", "b"] });
  pass(8 * day);
  await say(mira, "an answer", { reply_to: first.id });
  await mira.news();
  await afterDays(3, second, "the old messages", async () => (await said(olga)).length === 2);
  expect(await said(olga)).toEqual(["pinned", "an answer"]);
  const told = (await mira.news()).flatMap((event) => (event.cmd === "message_delete" ? [event] : []));
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({ id: first.id, channel: "general", thread_id: null });
  expect((await olga.request("pings_get")).total).toBe(0);
  expect((await olga.request("messages_search", { channel: "general", query: "first" })).results).toEqual([]);
  // What went by age is no moderation.
  expect((await olga.request("modlog_get", { action: "message_delete" })).entries).toEqual([]);
  expect(faults()).toEqual([]);
  // Its time is over too, once it is no longer pinned.
  await olga.request("message_unpin", { channel: "general", id: pinned.id });
  await afterDays(0, second, "the one that was pinned", async () => (await said(olga)).length === 1);
});

test("a channel has a rule of its own, and threads follow their forum's", async () => {
  const { second } = await openWith({ retention: { messages_days: 1 } });
  const [olga] = await town.people("olga");
  const open = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "kept", type: "text", permissions: open, retention_days: 0 });
  await olga.request("channel_create", { name: "help", type: "forum", permissions: open });
  await olga.request("channel_update", { current_name: "help", updates: { retention_days: 5 } });
  const listed = (await olga.request("channels_get")).val.find(({ name }) => name === "help");
  expect(listed?.retention_days).toBe(5);
  expect(olga.server.capabilities).toContain("channel_retention");
  const start = async (name: string) =>
    (await olga.request("thread_create", { channel: "help", name, content: name })).thread.id;
  const [over, open_, pinned] = [await start("over"), await start("open"), await start("pinned")];
  for (const id of [over, pinned]) await olga.request("thread_update", { thread_id: id, archived: true });
  await olga.request("thread_pin", { thread_id: pinned });
  await olga.request("message_new", { channel: "kept", content: "kept" });
  await say(olga, "gone");
  const in_ = async (thread_id: string) =>
    (await olga.request("messages_get", { thread_id })).messages.length;
  await afterDays(2, second, "the default's message", async () => (await said(olga)).length === 0);
  expect([await in_(over), await in_(open_)]).toEqual([1, 1]);
  await olga.news();
  await afterDays(4, second, "the threads' messages", async () => (await in_(pinned)) === 0);
  await afterDays(0, second, "the archived thread", async () => !town.server.state.threadById(over));
  expect(await refusal(olga.request("thread_get", { thread_id: over }))).toBe("thread_not_found");
  expect((await olga.news()).filter(({ cmd }) => cmd === "thread_delete")).toMatchObject([
    { thread_id: over },
  ]);
  // An open or pinned thread stays, if it is empty.
  expect([await in_(open_), await in_(pinned)]).toEqual([0, 0]);
  expect(await said(olga, "kept")).toEqual(["kept"]);
  expect(faults()).toEqual([]);
});

test("nothing goes without a rule, and hand edits refuse what commands refuse", async () => {
  const { second } = await openWith();
  const [olga] = await town.people("olga");
  await say(olga, "old");
  pass(20_000 * day);
  for (let time = 0; time < 10; time++) {
    pass(10_000);
    second();
    await olga.request("ping");
  }
  expect(await said(olga)).toEqual(["old"]);
  for (const retention_days of [-1, 1.5, 36_501, "5"]) {
    const updates = { retention_days } as never;
    expect(await refusal(olga.request("channel_update", { current_name: "general", updates }))).toBe(
      "invalid_field",
    );
  }
});

test("earlier versions go each hour, sessions and invites each minute", async () => {
  const { minute } = await openWith({ retention: { versions_days: 5 }, cracked: { session_days: 5 } });
  const [olga] = await town.people("olga");
  const { id } = await say(olga, "one");
  await olga.request("message_edit", { channel: "general", id, content: "two" });
  await olga.request("invite_create", { expires_in: 3600 });
  await town.local({ register: { username: "bob", password: "tea and cake", remember: true } });
  const counts = () => {
    using database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
    return ["message_versions", "login_sessions", "invites"].map(
      (table) => database.query<{ n: number }, []>(`SELECT count(*) AS n FROM ${table}`).all()[0]?.n,
    );
  };
  expect(counts()).toEqual([1, 1, 1]);
  pass(6 * day);
  minute();
  await until("they went", () => counts().every((count) => count === 0) || undefined);
  expect(await said(olga)).toEqual(["two"]);
});
