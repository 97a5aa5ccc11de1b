/** `user erase`: what a server knows of a user goes; messages stay without their author, or go too. */
import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { exportUser } from "../src/archive/export-user.ts";
import { askControl } from "../src/operator/control.ts";
import { differencesOnLoad } from "./support/fresh-load.ts";
import { newFolder } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
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

const file = () => join(town.server.folder, "db", "server.db");

/** Tables, and the words of the search index, that contain one of these words. */
async function tablesWith(...words: readonly string[]): Promise<string[]> {
  await settle(town.server.store, Date.now());
  using database = new Database(file(), { readonly: true });
  // Tables of the index itself hold bytes; the vocabulary says what is in them.
  const tables = database
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_words%'",
    )
    .all();
  return tables.flatMap(({ name }) => {
    const rows = JSON.stringify(database.query(`SELECT * FROM "${name}"`).all());
    return words.some((word) => rows.includes(word)) ? [name] : [];
  });
}

/** Words that the files of the stopped server hold anywhere, also where no row is any more. */
function wordsInFiles(...words: readonly string[]): string[] {
  const files = [file(), `${file()}-wal`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path));
  return words.filter((word) => files.some((bytes) => bytes.includes(word)));
}

/** Longer than a page of the database, so that deleting it makes pages free. */
const long = (word: string) => `${word} ${"x".repeat(9000)} ${word}`;

async function scene() {
  town = await openTown({ config: { limits: { post_content: 20_000 } } });
  const [olga, mira] = await town.people("olga", "mira");
  const user = town.server.state.userByName("mira")?.id ?? "";
  const say = async (by: Member, content: string, more: { reply_to?: string } = {}) =>
    (await by.request("message_new", { channel: "general", content, ...more })).message.id;
  const own = await say(mira, long("secretly"));
  await mira.request("message_edit", { channel: "general", id: own, content: long("openly") });
  const others = await say(olga, "hello @mira", { reply_to: own });
  await mira.request("message_react_add", { channel: "general", id: others, emoji: "👍" });
  const asked = { channel: "general", question: "?", options: ["a", "b"] };
  const { poll_id } = await olga.request("poll_create", asked);
  const [option] = (await olga.request("poll_get", { poll_id })).poll.options;
  await mira.request("poll_vote", { poll_id, option_id: option?.id ?? "" });
  await olga.request("poll_end", { poll_id });
  await mira.request("nickname_update", { nickname: "Mirabelle" });
  await mira.request("reminder_create", { text: "remember", remind_at: Date.now() / 1000 + 3600 });
  await olga.request("user_timeout", { user: "mira", timeout: 1 });
  await olga.request("user_ban", { user: "mira", reason: "mira was loud" });
  await olga.request("user_unban", { user: "mira" });
  // All of it is there to be found, or the tests below prove nothing.
  for (const [word, table] of [
    [`"${user}"`, "audit"],
    ["secretly", "message_versions"],
    ["openly", "messages"],
    ["openly", "search_vocabulary"],
    ["remember", "reminders"],
    ["Mirabelle", "users"],
    ["loud", "audit"],
  ] as const) {
    expect(await tablesWith(word)).toContain(table);
  }
  await olga.news();
  return { olga, user, own, others };
}

test("messages stay, under an anonymous author, and nothing else of the user is left", async () => {
  const { olga, user, others } = await scene();
  const report = await ask({ command: "user_erase", name: "mira" });
  expect(report).toMatchObject({ kept: 1, deleted: 0, as: expect.stringMatching(/^erased:/) });
  expect(await tablesWith(`"${user}"`, "secretly", "remember", "loud", "Mirabelle")).toEqual([]);
  // A mention in another's text stays as text.
  expect(await tablesWith("mira")).toEqual(["messages", "search_vocabulary"]);
  // Also the marks in the index, by which search finds authors and mentions.
  expect(faultsIn(file())).toEqual([]);
  expect((await olga.news()).map(({ cmd }) => cmd)).toContain("user_leave");
  const [first, second] = await said(olga);
  expect(first).toMatchObject({ user: "Deleted user", content: long("openly") });
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
  await town.server.stop();
  expect(wordsInFiles("secretly", "remember", "loud", "Mirabelle")).toEqual([]);
});

test("with --messages their messages go too, and clients are told", async () => {
  const { olga, user, own } = await scene();
  const report = await ask({ command: "user_erase", name: "mira", messages: true });
  expect(report).toMatchObject({ kept: 0, deleted: 1 });
  expect(await tablesWith(`"${user}"`, "openly")).toEqual([]);
  expect(faultsIn(file())).toEqual([]);
  const news = await olga.news();
  expect(news.filter(({ cmd }) => cmd === "message_delete")).toMatchObject([{ id: own, channel: "general" }]);
  expect((await said(olga)).map(({ content }) => content)).toContain("hello @mira");
  expect(noDifferences()).toEqual([]);
  await town.server.stop();
  expect(wordsInFiles("secretly", "openly", "remember", "loud", "Mirabelle")).toEqual([]);
});

test("a name that several people have or had is refused with their ids, also for the copy of their data", async () => {
  const { olga } = await scene();
  const first = town.server.state.userByName("mira")?.id ?? "";
  await ask({ command: "user_delete", name: "mira" });
  // Another account takes the name that became free.
  const other = town.rotur.account("mira");
  const login = { validator: async (key: string) => other.validatorFor(key) };
  const client = await connect(town.server.ws, { login, reconnect: [] });
  const second = town.server.state.userByName("mira")?.id ?? "";
  expect(second).not.toBe(first);
  const refusal = `Several people are or were called 'Mira': ${second}, ${first} (left); give one of these ids`;
  for (const command of ["user_erase", "person_find"]) {
    expect(await ask({ command, name: "Mira" })).toEqual({ code: "ambiguous", problem: refusal });
  }
  const zip = join(newFolder(), "mira.zip");
  await expect(exportUser(town.server.folder, "Mira", zip)).rejects.toThrow(refusal);
  expect((await exportUser(town.server.folder, first, zip)).user).toBe(first);
  expect(await ask({ command: "person_find", name: first })).toEqual({
    id: first,
    username: "mira",
    former: true,
  });
  expect(await ask({ command: "user_erase", name: first })).toMatchObject({ kept: 1 });
  expect(town.server.state.userByName("mira")?.id).toBe(second);
  expect(await ask({ command: "person_find", name: "mira" })).toEqual({
    id: second,
    username: "mira",
    former: false,
  });
  expect((await said(olga))[0]?.user).toBe("Deleted user");
  client.close();
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
  expect(await tablesWith(`"${user}"`)).toEqual([]);
  expect(noDifferences()).toEqual([]);
});
