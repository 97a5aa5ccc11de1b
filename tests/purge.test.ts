/** `/purge`: the newest messages of a channel or thread are deleted in one write, with one entry in the audit log. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Place } from "../client/index.ts";
import { limits } from "../src/protocol/limits.ts";
import { short } from "./support/channels.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
let bot: Member;
beforeEach(async () => {
  town = await openTown();
  [olga, mira, bot] = await town.people("olga", "mira", "dicebot");
});
afterEach(() => town.close());

const open = { view: ["user"], send: ["user"] };
const purge = (by: Member, args: object, place: Place = { channel: "general" }) =>
  by.request("slash_call", { ...place, command: "purge", args: { ...args } });
const say = async (by: Member, content = "5") =>
  (await by.request("message_new", { channel: "general", content })).message.id;
const said = async () => (await olga.request("messages_get", { channel: "general" })).messages;
const entries = async () => (await olga.request("modlog_get", {})).entries;

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test("deletes the newest messages, and clients are told of each", async () => {
  const ids: string[] = [];
  for (const n of numbers(6)) ids.push(await say(mira, `${n}`));
  await bot.news();
  const { message } = await purge(olga, { count: 4 });
  expect(message).toMatchObject({ content: "🧹 Messages deleted: 4", ephemeral: true });
  const deleted = (await bot.news()).map((event) => (event.cmd === "message_delete" ? event : null));
  expect(deleted.map((event) => event?.id)).toEqual(ids.slice(2).reverse());
  expect(deleted.map((event) => event?.last_message_id)).toEqual(Array(4).fill(ids[1]));
  expect((await said()).map(({ content }) => content)).toEqual(["0", "1"]);
  await purge(olga, { count: limits.purge });
  expect(await said()).toEqual([]);
  const [channel] = (await mira.request("channels_get")).val;
  expect(channel).toMatchObject({ last_message: null, last_message_id: null });
  expect((await purge(olga, { count: 1 })).message?.content).toBe("🧹 Messages deleted: 0");
});

test("of one member leaves the messages of others, and what hangs on a message goes with it", async () => {
  const [kept] = [await say(olga, "kept @mira")];
  const gone = await say(mira, "gone @dicebot");
  await olga.request("message_react_add", { channel: "general", id: gone, emoji: "👍" });
  await olga.request("message_pin", { channel: "general", id: gone });
  const asked = { channel: "general", question: "?", options: ["a", "b"] };
  const { poll_id } = await mira.request("poll_create", asked);
  await purge(olga, { count: 50, username: "mira" });
  expect((await said()).map(({ id }) => id)).toEqual([kept]);
  expect(await refusal(olga.request("poll_get", { poll_id }))).toBe("poll_not_found");
  expect((await olga.request("messages_pinned", { channel: "general" })).messages).toEqual([]);
  expect((await bot.request("pings_get")).total).toBe(0);
  expect((await olga.request("messages_search", { channel: "general", query: "gone" })).results).toEqual([]);
});

test("needs manage_messages where it is called, and one to two hundred", async () => {
  await say(mira);
  expect(await refusal(purge(mira, { count: 1 }))).toBe("permission_required");
  await olga.request("role_create", { name: "keeper", permissions: ["manage_messages"] });
  await town.roles("mira", "keeper", "user");
  for (const count of [0, -1, limits.purge + 1]) {
    expect(await refusal(purge(mira, { count }))).toBe("slash_argument_invalid");
  }
  expect(await refusal(purge(mira, { count: 1, username: "nobody" }))).toBe("user_not_found");
  const permissions = { ...open, deny: ["manage_messages"] };
  await olga.request("channel_update", { current_name: "general", updates: { permissions } });
  expect(await refusal(purge(mira, { count: 1 }))).toBe("permission_required");
  expect(await said()).toHaveLength(1);
});

test("has one entry in the audit log, with the texts only where the operator keeps them", async () => {
  for (const n of numbers(3)) await say(mira, `text ${n}`);
  await say(bot, "other");
  await purge(olga, { count: 2, username: "mira" });
  await purge(olga, { count: 2 });
  // Nothing is there any more.
  await purge(olga, { count: 2 });
  const purged = (await entries()).filter(({ action }) => action === "message_purge");
  const inGeneral = { channel: "general" };
  expect(purged.map(({ target_name, details }) => [target_name, details])).toEqual([
    [null, { ...inGeneral, messages: 2, authors: [bot.user.id, mira.user.id] }],
    ["mira", { ...inGeneral, messages: 2, authors: [mira.user.id] }],
  ]);
  await town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    modlog: { retention: { deleted_text: 7 } },
  });
  for (const n of numbers(2)) await say(mira, `${n}`.repeat(2000));
  await purge(olga, { count: 2 });
  const [entry] = await entries();
  const content = String(entry?.details["content"]);
  expect([content.length, content.slice(1998, 2003)]).toEqual([4000, "00\n11"]);
});

test("acts on the thread that it is called in", async () => {
  const permissions = { ...open, create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions });
  const { thread } = await mira.request("thread_create", { channel: "help", name: "a", content: "one" });
  const other = await mira.request("thread_create", { channel: "help", name: "b", content: "two" });
  await mira.news();
  await purge(olga, { count: 9 }, { thread_id: thread.id });
  expect(short(await mira.news())).toEqual(["message_delete"]);
  const left = await mira.request("messages_get", { thread_id: other.thread.id });
  expect(left.messages.map(({ content }) => content)).toEqual(["two"]);
});
