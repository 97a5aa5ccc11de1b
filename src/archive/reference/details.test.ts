/** Single rules of the import, each on a small folder. */
import { afterEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recordsOf } from "../../../tests/support/reference/seen-in-records.ts";
import { gif } from "../../../tests/support/small-pictures.ts";
import type { ArchiveRecord } from "../records.ts";
import { openReference } from "./source.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const zed = { "USR:71fa": { username: "zed", roles: ["owner", "user"] } };
const lobby = { name: "lobby", type: "text", permissions: { view: ["user"], send: ["user"] } };
const message = (id: string, fields: object = {}) => ({
  ...{ user: "USR:71fa", content: "hello", timestamp: 1_770_000_000, id },
  ...fields,
});
const lines = (...messages: object[]) => messages.map((each) => JSON.stringify(each)).join("\n");

/** Writes values as JSON, and texts as they are. */
function read(files: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  folders.push(folder);
  const all = { "db/users.json": zed, "db/channels.json": [lobby], ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  const source = openReference(folder, { now: 1_780_000_000 });
  try {
    const records = [...(source.records() as Iterable<ArchiveRecord>)];
    return { records, report: source.report(), messages: recordsOf(records, "message") };
  } finally {
    source.close();
  }
}

test("somebody on Discord doesn't look like a member of the same name", () => {
  const { messages, report } = read({
    "db/channels/lobby.json": lines(
      message("1", { user: "zed", source: "discord", discord_username: "Zed of Discord" }),
      message("2", { user: "discord-bob" }),
      message("3", { user: "amy", content: "https://cdn.example/discord.png hi" }),
      message("4", { user: "ZED" }),
      message("5", { content: "https://cdn.example/discord.png hi" }),
    ),
  });
  expect(messages.map(({ author, webhook }) => [author, webhook?.name])).toEqual([
    ["zed", "Zed of Discord"],
    ["discord-bob", "discord-bob"],
    ["amy", "amy"],
    ["USR:71fa", undefined],
    ["USR:71fa", undefined],
  ]);
  expect(report.authors).toMatchObject({ bridge: 3, username: 1, member: 1 });
});

test("authors are found by each rule, in its order", () => {
  const uuid = "0b0e7f52-6a3b-4d0e-9d2a-1c2d3e4f5a6b";
  const users = { ...zed, oldie: { roles: ["user"] }, "discord-kim": { username: "discord-kim", roles: [] } };
  const authors = [
    "USR:71fa",
    "originChats",
    "AutoMod",
    "discord-kim",
    "zEd",
    "Oldie",
    "USR:gone",
    uuid,
    "passer-by",
  ];
  const { messages, report, records } = read({
    "db/users.json": users,
    "db/channels/lobby.json": lines(...authors.map((user, index) => message(`m${index}`, { user }))),
  });
  expect(messages.map(({ author }) => author)).toEqual([
    ...[
      "USR:71fa",
      "originChats",
      "AutoMod",
      "discord-kim",
      "USR:71fa",
      "oldie",
      "USR:gone",
      uuid,
      "passer-by",
    ],
  ]);
  expect(report.authors).toEqual({
    member: 1,
    server: 2,
    bridge: 1,
    username: 1,
    legacy: 1,
    departed: 2,
    name: 1,
  });
  const former = recordsOf(records, "member").filter(({ leftAt }) => leftAt !== undefined);
  expect(former.map(({ id }) => id).toSorted()).toEqual([uuid, "USR:gone", "oldie", "passer-by"].toSorted());
});

test("mentions are of members who view the channel, and of roles", () => {
  const { messages } = read({
    "db/users.json": {
      ...zed,
      "USR:2": { username: "out", roles: [] },
      "USR:3": { username: "amy", nickname: "Bee", roles: ["user"] },
    },
    "db/roles.json": { artist: { id: "r:artist", permissions: [] } },
    "db/channels/lobby.json": lines(
      message("1", { content: "@amy @out @&artist and amy@example.com" }),
      message("2", { content: "hey @Bee", reply_to: { id: "1", user: "USR:71fa" } }),
      message("3", { user: "USR:3", content: "ok", reply_to: { id: "1", user: "zed" } }),
      message("4", { user: "USR:3", content: "quietly", reply_to: { id: "1", user: "zed" }, ping: false }),
      message("5", { content: "@amy", pings: { users: ["zed"], roles: ["artist"], replies: [] } }),
    ),
  });
  expect(messages.map(({ pings }) => pings)).toEqual([
    { users: ["USR:3"], roles: ["r:artist"] },
    { users: ["USR:3"] },
    { replies: ["USR:71fa"] },
    undefined,
    { users: ["USR:71fa"], roles: ["r:artist"] },
  ]);
});

test("replies lead to earlier messages of the same channel, or to one that is gone", () => {
  const { messages } = read({
    "db/channels.json": [lobby, { ...lobby, name: "other" }],
    "db/channels/lobby.json": lines(
      message("1", { reply_to: { id: "2", user: "zed" } }),
      message("2", { reply_to: { id: "gone", user: "amy" } }),
    ),
    "db/channels/other.json": lines(message("3", { reply_to: { id: "1", user: "zed" } })),
  });
  expect(messages.map(({ replyTo }) => replyTo)).toEqual([
    undefined,
    { id: "gone", author: "amy" },
    undefined,
  ]);
});

test("a file that two messages have is an attachment of both", () => {
  const record = {
    id: "f1",
    filename: "f1.txt",
    original_name: "plan.txt",
    size: 1,
    created_at: 1_770_000_000,
  };
  const expired = { ...record, id: "f2", expires_at: 1_770_000_100 };
  const files = {
    "db/attachments.json": { f1: record, f2: expired },
    "db/attachments/f1.txt": "some text",
    "db/channels/lobby.json": lines(
      message("1", { attachments: [{ id: "f1", name: "snapshot" }, "f2"] }),
      message("2", {
        attachments: [
          "f1",
          { id: "f3", name: "lost.png", mime_type: "image/png", size: 7, width: 3, height: 4 },
        ],
      }),
    ),
  };
  const { messages, report } = read(files);
  const attachments = messages.flatMap((each) => each.attachments ?? []);
  expect(attachments.map(({ name, size, file }) => [name, size, file])).toEqual([
    ["plan.txt", 9, "db/attachments/f1.txt"],
    ["plan.txt", 9, "db/attachments/f1.txt"],
    ["plan.txt", 9, "db/attachments/f1.txt"],
    ["lost.png", 7, undefined],
  ]);
  expect(new Set(attachments.map(({ id }) => id)).size).toBe(4);
  expect(attachments[3]).toMatchObject({ media: { width: 3, height: 4 }, expiresAt: 1_770_000_000.000001 });
  expect(report.files).toEqual({ count: 1, bytes: 9, expired: 1, gone: 1 });
});

test("emojis keep their ids, and the next id follows all that were ever seen", () => {
  const picture = Buffer.from(gif.split(",")[1] ?? "", "base64").toString("latin1");
  const { records, report } = read({
    "db/serverEmojis.json": {
      ...{ 2: { name: "wave", fileName: "2.gif" }, 5: { name: "WAVE", fileName: "../2.gif" } },
      ...{ 7: { name: "script", fileName: "7.svg" }, 8: { name: "none", fileName: "8.png" } },
    },
    "db/serverEmojis/7.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "db/channels/lobby.json": lines(
      message("1", { reactions: { "originChats://chat.example/emojis/40": ["zed"] } }),
      message("2", { content: "originChats://chat.example/emojis/41 /emojis/99999999999" }),
    ),
    "db/serverEmojis/2.gif": picture,
  });
  expect(recordsOf(records, "server")).toMatchObject([{ lastEmoji: 41 }]);
  expect(
    report.skipped.filter(({ collection }) => collection === "emojis").map(({ place }) => place),
  ).toContain("db/serverEmojis.json: 7");
});

test("audit entries of one millisecond, unknown actions and long values are kept", () => {
  const entry = {
    ...{ id: "1-USR:71fa", action: "plugins_reload", category: "server_management", actor_id: "USR:71fa" },
    ...{ actor_name: "zed", target_id: null, details: { image: "x".repeat(9000) }, timestamp: 1_770_000_000 },
  };
  const { records, report } = read({
    "db/modlog.json": `${JSON.stringify([entry, entry, { action: "user_ban" }])}\n${JSON.stringify(entry)}`,
  });
  const entries = recordsOf(records, "audit");
  expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
    ["server_update", { id: "USR:71fa", name: "zed" }],
    ["server_update", { id: "USR:71fa", name: "zed" }],
  ]);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
  expect(entries[0]?.details).toMatchObject({ action: "plugins_reload" });
  expect(String((entries[0]?.details as { image?: unknown } | undefined)?.image)).toHaveLength(4097);
  expect(report.skipped.map(({ reason }) => reason)).toEqual([
    "an entry without a time, an action or an actor",
    "outside the array that the file should hold",
  ]);
});

test("roles of the oldest servers get the usual permissions, and say who may mention them", () => {
  const { records } = read({
    "db/roles.json": {
      admin: { description: "Runs it", color: "#FF0000" },
      artist: { permissions: { mention_roles: ["admin", "gone"], send_messages: true, connect: false } },
      quiet: { permissions: { mention_roles: false } },
    },
  });
  const roles = new Map(recordsOf(records, "role").map((role) => [role.name, role]));
  expect(roles.get("admin")?.permissions).toContain("manage_roles");
  expect(roles.get("artist")).toMatchObject({
    permissions: ["send_messages"],
    mentionableBy: [roles.get("admin")?.id],
  });
  expect(roles.get("quiet")?.mentionableBy).toEqual([]);
  expect([...roles.keys()]).toEqual(["owner", "admin", "artist", "quiet", "moderator", "user"]);
});

test("nobody becomes a bot by an unknown key", () => {
  const { records } = read({
    "db/users.json": { "USR:1": { username: "amy", bot: true, pet: "cat", color: "#fff" } },
  });
  expect(recordsOf(records, "member")[0]?.extra).toEqual({ pet: "cat", color: "#fff" });
});

test("of several votes where one counts, the newest counts; a poll without a record is over", () => {
  const embed = {
    type: "poll",
    title: "Tea?",
    poll: { question: "Tea?", options: [{ id: "a", text: "yes" }, "no"] },
  };
  const votes = [
    { option_id: "a", user_id: "USR:71fa", voted_at: 2 },
    { option_id: "1", user_id: "zed", voted_at: 3 },
    { option_id: "1", user_id: "amy", voted_at: 5 },
    { option_id: "a", user_id: "amy", voted_at: 4 },
    { option_id: "9", user_id: "amy", voted_at: 9 },
  ];
  const poll = {
    ...embed.poll,
    id: "p",
    message_id: "1",
    allow_multiselect: "",
    expires_at: "soon",
    ended: false,
  };
  const { messages, report } = read({
    "db/polls.json": { p: poll, q: { ...poll, message_id: "gone" } },
    "db/poll_votes.json": { p: votes },
    "db/channels/lobby.json": lines(
      message("1", { embeds: [embed, embed] }),
      message("2", { embeds: [embed] }),
    ),
  });
  expect(messages[0]?.votes).toEqual([
    { user: "USR:71fa", option: "1", at: 3 },
    { user: "amy", option: "1", at: 5 },
  ]);
  expect(messages[0]?.embeds).toMatchObject([
    { poll: { id: "p", multiple: false, expiresAt: null, endedAt: null } },
  ]);
  expect(messages[1]?.embeds).toMatchObject([{ poll: { endedAt: 1_780_000_000 } }]);
  const left = report.skipped.map(({ collection, reason }) => `${collection}: ${reason}`);
  expect(left).toEqual([
    "votes: no user, or an unknown option",
    "polls: a poll without question or options, or the second of a message",
    "polls: its message is gone",
  ]);
});

test("the configuration keeps what this server takes, and names the rest", () => {
  const { records, report } = read({
    "config.json": {
      max_lengths: { post_content: 900 },
      limits: { search_results: "many" },
      server: { name: "Club", icon: "https://img.example/i.png", banner: "b.png", motto: "tea" },
      attachments: { max_size: 5000, compression: { enabled: true } },
      DB: { users: { default: { roles: ["guest"], coins: 5 } } },
      modlog: { retention: { default: 10 } },
    },
    "db/serverAssets/b.png": "picture",
    "vapid/vapid_config.json": { claims_email: "mailto:ops@chat.example" },
  });
  const [server] = recordsOf(records, "server");
  const config = JSON.parse(server?.config ?? "");
  expect(config).toMatchObject({
    limits: { post_content: 900 },
    server: { name: "Club", icon: "https://img.example/i.png", banner: "b.png" },
    attachments: { max_size: 5000 },
    DB: { users: { default: { roles: ["guest"], coins: 5 } } },
    push: { contact: "mailto:ops@chat.example" },
  });
  expect(config.limits.search_results).toBeUndefined();
  expect(recordsOf(records, "asset")).toEqual([
    { kind: "asset", name: "b.png", file: "db/serverAssets/b.png" },
  ]);
  const notes = report.repairs
    .filter(({ collection }) => collection === "config")
    .map(({ reason }) => reason);
  expect(notes.some((reason) => reason.includes("search_results"))).toBe(true);
  expect(notes.some((reason) => reason.includes("motto"))).toBe(true);
});
