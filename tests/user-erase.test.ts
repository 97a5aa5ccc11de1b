/** `user erase`: what a server knows of a user goes; messages stay without their author, or go too. */
import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { exportUser } from "../src/archive/export-user.ts";
import { askControl } from "../src/operator/control.ts";
import { differencesOnLoad, idle } from "./support/fresh-load.ts";
import { newFolder } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

const ask = (request: object) => askControl(join(town.server.folder, "db"), request);
const said = async (by: Member) => (await by.request("messages_get", { channel: "general" })).messages;
const noDifferences = () => {
  const none = new Set<never>();
  const rooms = new Set(town.server.state.channels.map(({ id }) => id));
  return differencesOnLoad(town.server, { users: none, names: none, rooms, pictures: none });
};

/** Tables whose rows contain one of these words. */
function tablesWith(...words: readonly string[]): string[] {
  using database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
  const tables = database
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'",
    )
    .all();
  return tables.flatMap(({ name }) => {
    const rows = JSON.stringify(database.query(`SELECT * FROM "${name}"`).all());
    return words.some((word) => rows.includes(word)) ? [name] : [];
  });
}

async function scene() {
  town = await openTown();
  const [olga, mira] = await town.people("olga", "mira");
  const user = town.server.state.userByName("mira")?.id ?? "";
  const say = async (by: Member, content: string, more: object = {}) =>
    (await by.request("message_new", { channel: "general", content, ...more })).message.id;
  const own = await say(mira, "my secret");
  await mira.request("message_edit", { channel: "general", id: own, content: "mine" });
  const others = await say(olga, "hello @mira", { reply_to: own });
  await mira.request("message_react_add", { channel: "general", id: others, emoji: "👍" });
  const { poll_id } = await olga.request("poll_create", {
    channel: "general",
    question: "?",
    options: ["a", "b"],
  });
  const [option] = (await olga.request("poll_get", { poll_id })).poll.options;
  await mira.request("poll_vote", { poll_id, option_id: option?.id } as never);
  await olga.request("poll_end", { poll_id });
  await olga.request("nickname_update", { user: "mira", nickname: "M." } as never).catch(() => {});
  await olga
    .request("user_timeout", { user: "mira", timeout: 1, reason: "mira was loud" } as never)
    .catch(() => {});
  await mira.request("reminder_create", { text: "remember", remind_at: Date.now() / 1000 + 3600 } as never);
  await olga.news();
  return { olga, user, own, others };
}

test("messages stay, under an anonymous author, and nothing else of the user is left", async () => {
  const { olga, user, others } = await scene();
  const report = await ask({ command: "user_erase", name: "mira" });
  expect(report).toMatchObject({ kept: 1, deleted: 0, as: expect.stringMatching(/^erased:/) });
  await idle(town.server.store);
  expect(tablesWith(`"${user}"`, "my secret", "remember", "loud")).toEqual([]);
  // A mention in another's text stays as text.
  expect(tablesWith("mira")).toEqual(["messages"]);
  expect((await olga.news()).map(({ cmd }) => cmd)).toContain("user_leave");
  const [first, second] = await said(olga);
  expect(first).toMatchObject({ user: "Deleted user", content: "mine" });
  expect(second).toMatchObject({ id: others, content: "hello @mira" });
  expect((await olga.request("modlog_get", { action: "user_erase" })).entries).toMatchObject([
    { target_id: null, details: { messages: "kept" } },
  ]);
  expect(noDifferences()).toEqual([]);
  const zip = join(newFolder(), "mira.zip");
  await expect(exportUser(town.server.folder, "mira", zip)).rejects.toThrow("There is no user 'mira'");
  expect(await ask({ command: "user_erase", name: "mira" })).toMatchObject({
    problem: expect.stringContaining("Nobody here is called 'mira'"),
  });
});

test("with --messages their messages go too, and clients are told", async () => {
  const { olga, user, own } = await scene();
  const report = await ask({ command: "user_erase", name: "mira", messages: true });
  expect(report).toMatchObject({ kept: 0, deleted: 1 });
  expect(tablesWith(`"${user}"`, "mine")).toEqual([]);
  const news = await olga.news();
  expect(news.filter(({ cmd }) => cmd === "message_delete")).toMatchObject([{ id: own, channel: "general" }]);
  expect((await said(olga)).map(({ content }) => content)).toContain("hello @mira");
  expect(noDifferences()).toEqual([]);
});

test("a former member is erased as well; a banned one and the last owner are not", async () => {
  const { user } = await scene();
  await ask({ command: "user_ban", name: "mira" });
  expect(await ask({ command: "user_erase", name: "mira" })).toMatchObject({
    problem: expect.stringContaining("lift the ban first"),
  });
  expect(await ask({ command: "user_erase", name: "olga" })).toMatchObject({
    problem: expect.stringContaining("last owner"),
  });
  await ask({ command: "user_unban", name: "mira" });
  await ask({ command: "user_delete", name: "mira" });
  expect(await ask({ command: "user_erase", name: "MIRA" })).toMatchObject({ kept: 1 });
  expect(tablesWith(`"${user}"`)).toEqual([]);
  expect(noDifferences()).toEqual([]);
});
