/** Files of several moments in one folder: which of them count, and in which order. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recordsOf } from "../../../tests/support/reference/seen-in-records.ts";
import { newFolder } from "../../../tests/support/server.ts";
import type { ArchiveRecord } from "../records.ts";
import type { ReferenceOptions } from "./parts.ts";
import { openReference } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
  put("db/users.json", { "USR:71fa": { username: "zed", roles: ["owner"] } });
  put("db/channels.json", [channel("lobby", "text"), channel("help", "forum")]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const channel = (name: string, type: string) => ({ name, type, permissions: { view: ["user"] } });
const message = (id: string, timestamp: number, fields: object = {}) => ({
  ...{ id, user: "USR:71fa", content: id, timestamp },
  ...fields,
});

function put(name: string, value: unknown): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
}

function read(options: ReferenceOptions = {}) {
  const source = openReference(folder, { now: 1_780_000_000, ...options });
  try {
    const records = [...(source.records() as Iterable<ArchiveRecord>)];
    return { id: source.id, records, report: source.report() };
  } finally {
    source.close();
  }
}

function databaseWithThreads(...ids: readonly string[]): void {
  const database = new Database(join(folder, "db/originchats.db"));
  database.run("CREATE TABLE users (id, username, roles)");
  database.run("INSERT INTO users VALUES ('USR:71fa', 'zed', '[\"owner\"]')");
  database.run("CREATE TABLE messages (id, channel, thread_id, user_id, content, timestamp, edited, pinned)");
  database.run("INSERT INTO messages VALUES ('old', 'lobby', NULL, 'USR:71fa', 'old', 5, 0, 0)");
  database.run("CREATE TABLE threads (id, name, parent_channel, created_by, created_at)");
  for (const id of ids)
    database.run("INSERT INTO threads VALUES (?, ?, 'help', 'USR:71fa', 5)", [id, `thread ${id}`]);
  database.close();
}

test("a thread that only the old database has was deleted, unless the operator wants it", () => {
  databaseWithThreads("kept", "deleted");
  put("db/channels/lobby.json", [message("new", 1_770_000_000)]);
  put("db/threads/kept.json", { id: "kept", name: "kept", parent_channel: "help" });
  const idsOf = (records: readonly ArchiveRecord[]) => recordsOf(records, "thread").map(({ id }) => id);
  const { records, report } = read();
  expect(idsOf(records)).toEqual(["kept"]);
  expect(report.skipped.map(({ place }) => place)).toContain("db/originchats.db: thread deleted");
  expect(idsOf(read({ includeDeleted: true }).records).toSorted()).toEqual(["deleted", "kept"]);
});

test("a database without users doesn't count as the current one, however new its messages are", () => {
  put("db/channels/lobby.json", [message("1", 5)]);
  const path = join(folder, "db/originchats.db");
  const texts = () => recordsOf(read().records, "message").map(({ content }) => content);
  writeFileSync(path, "");
  expect(texts()).toEqual(["1"]);
  databaseWithThreads();
  const database = new Database(path);
  database.run("DELETE FROM users");
  database.run("UPDATE messages SET timestamp = 1770000000");
  database.close();
  expect(texts()).toEqual(["1"]);
  expect(recordsOf(read().records, "member").map(({ username }) => username)).toEqual(["zed"]);
});

test("files of former names come in the order of the renames", () => {
  const rename = (from: string, to: string, timestamp: number) => ({
    ...{ id: `${timestamp}`, action: "channel_update", category: "channel_management", actor_id: "USR:71fa" },
    ...{ target_id: from, details: { name: to }, timestamp },
  });
  put("db/modlog.json", [rename("zoo", "attic", 10), rename("attic", "lobby", 20)]);
  put("db/channels/zoo.json", [message("1", 5)]);
  put("db/channels/attic.json", [message("2", 15)]);
  put("db/channels/lobby.json", [message("3", 25)]);
  expect(recordsOf(read().records, "message").map(({ id }) => id)).toEqual(["1", "2", "3"]);
});

test("what names a message whose id was too long names its new id", () => {
  const long = "x".repeat(200);
  const embed = { type: "poll", poll: { question: "Tea?", options: ["yes"] } };
  put("db/channels/lobby.json", [
    message(long, 5, { embeds: [embed] }),
    message("2", 6, { reply_to: { id: long, user: "zed" } }),
  ]);
  put("db/polls.json", {
    p: { id: "p", message_id: long, question: "Tea?", options: [{ id: "0", text: "yes" }] },
  });
  put("db/unreads.json", { "USR:71fa": { lobby: long } });
  const { records, report } = read();
  const [first, reply] = recordsOf(records, "message");
  expect(first?.id).not.toBe(long);
  expect(reply?.replyTo?.id).toBe(first?.id ?? "");
  expect(first?.embeds).toMatchObject([{ poll: { id: "p" } }]);
  expect(recordsOf(records, "marker")).toMatchObject([{ read: first?.id, shown: first?.id }]);
  expect(report.rooms[0]).toMatchObject({ goneOriginals: 0 });
});

test("a log that grows doesn't make another folder of it", () => {
  const before = read().id;
  writeFileSync(join(folder, "server.log"), "a line");
  writeFileSync(join(folder, "db/server.log"), "a line");
  expect(read().id).toBe(before);
  put("db/channels/lobby.json", [message("1", 5)]);
  expect(read().id).not.toBe(before);
});

test("unknown keys are in the report, whatever they are of", () => {
  const odd = { shoe_size: 46 };
  put("db/roles.json", { artist: { permissions: [], ...odd } });
  put("db/threads/t.json", { id: "t", name: "t", parent_channel: "help", ...odd });
  put("db/polls.json", { p: { id: "p", message_id: "1", ...odd } });
  put("db/webhooks.json", { w: { id: "w", channel: "lobby", token: "t", ...odd } });
  put("db/attachments.json", { a: { id: "a", filename: "a.png", ...odd } });
  const found = read().report.repairs.filter(({ reason }) => reason === "unknown keys left out: shoe_size");
  expect(found.map(({ collection }) => collection).toSorted()).toEqual([
    "attachments",
    "polls",
    "roles",
    "threads",
    "webhooks",
  ]);
});
