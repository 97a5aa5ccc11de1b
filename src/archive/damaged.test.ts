/** Archives that are not what an export makes: changed by hand, damaged, or made to do harm. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { changeArchive, faultsOf, fullDataFolder } from "../../tests/support/archives.ts";
import { newFolder } from "../../tests/support/server.ts";
import { exportStore } from "./export.ts";
import { openFolder } from "./read-folder.ts";
import { type ArchiveRecord, recordKinds } from "./records.ts";
import { createReport } from "./report.ts";
import { writeStore } from "./write-store.ts";

let folder: string;
beforeEach(async () => {
  folder = newFolder();
  fullDataFolder(join(folder, "old"));
  await exportStore({ dataFolder: join(folder, "old"), folder: archive(), now, report: createReport() });
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = Date.UTC(2026, 0, 1);
const archive = (...names: readonly string[]) => join(folder, "archive", ...names);

const change = (name: string, edit: (text: string) => string) => changeArchive(archive(), name, edit);

async function imported() {
  const report = createReport();
  const source = openFolder(archive(), report);
  await writeStore({ source, dataFolder: join(folder, "new"), now, report });
  expect(faultsOf(join(folder, "new"))).toEqual([]);
  return report.result();
}

describe("an archive is refused as a whole", () => {
  const refused = (edit: () => void, problem: string) => {
    edit();
    expect(() => openFolder(archive(), createReport())).toThrow(problem);
  };

  test("when a file of records is missing or was changed", () => {
    refused(() => writeFileSync(archive("role.jsonl"), ""), "is not as it was written");
    refused(() => rmSync(archive("role.jsonl")), "role.jsonl is missing; the archive is not whole");
  });

  test("when its list is none, or names something else", () => {
    const list = (files: unknown) =>
      writeFileSync(archive("archive.json"), JSON.stringify({ format: 1, messages: 0, files }));
    refused(() => list([{ name: "../old/config.jsonl", records: 1 }]), "is not the list of an archive");
    refused(() => list([{ name: "/etc/passwd", records: 1 }]), "is not the list of an archive");
    refused(() => writeFileSync(archive("archive.json"), "tea"), "is not JSON");
    refused(() => writeFileSync(archive("archive.json"), '{"format":2}'), "is not the list of an archive");
  });
});

test("lines that are no records are left out, with where they stand", async () => {
  change(
    "role.jsonl",
    (text) => `tea\n{"kind":"role","id":5}\n\n${text}{"kind":"role","id":"x","name":"X","more":1}`,
  );
  const { problems } = await imported();
  expect(problems.map(({ reason, examples }) => [reason, examples])).toEqual([
    ["it is no such record: not JSON", ["role.jsonl, line 1"]],
    [expect.stringContaining("it is no such record: /"), ["role.jsonl, line 2"]],
    [expect.stringContaining("it is no such record: /more"), ["role.jsonl, line 4"]],
  ]);
});

test("files that are damaged, missing or links to elsewhere count as gone", async () => {
  const record = JSON.parse(readFileSync(archive("messages/c1.jsonl"), "utf8").split("\n")[4] ?? "");
  const [{ file, small }] = record.attachments;
  writeFileSync(archive("files", file.slice(0, 2), file), "other");
  rmSync(archive("files", small.slice(0, 2), small));
  writeFileSync(join(folder, "secret"), "secret");
  rmSync(archive("assets", "fox.gif"));
  symlinkSync(join(folder, "secret"), archive("assets", "fox.gif"));
  const { problems } = await imported();
  expect(problems).toMatchObject([
    { kind: "asset", reason: "its file is missing" },
    { kind: "message", reason: "the file of an attachment is missing or damaged", examples: ["f1"] },
  ]);
});

test("nothing is imported beside the data of another server", async () => {
  mkdirSync(join(folder, "new", "db"), { recursive: true });
  writeFileSync(join(folder, "new", "db", "users.json"), "{}");
  await expect(imported()).rejects.toThrow("holds the data of another OriginChats server");
  expect(readdirSync(join(folder, "new", "db"))).toEqual(["users.json"]);
});

test("no name leads out of the data folder", async () => {
  change("asset.jsonl", () =>
    ["..", ".", "../x", "a/b", "a\\\\b"]
      .map((name) => `{"kind":"asset","name":"${name}","file":"fox.gif"}`)
      .join("\n"),
  );
  mkdirSync(join(folder, "new"));
  const { counts } = await imported();
  expect(counts.asset).toMatchObject({ imported: 0, skipped: 5 });
});

test("what contradicts itself is repaired or left out, and told", async () => {
  change(
    "member.jsonl",
    (text) =>
      `${text}${JSON.stringify({ kind: "member", id: "u:twin", username: "Mira", createdAt: 1, roles: ["none"] })}\n`,
  );
  change(
    "role.jsonl",
    (text) => `${text}{"kind":"role","id":"r:twin","name":"fox","mentionableBy":["r:none"]}\n`,
  );
  change(
    "channel.jsonl",
    (text) =>
      `${text}{"kind":"channel","room":"c9","name":"general","type":"voice","permissions":{"view":[{"role":"none"}]}}\n`,
  );
  const line = (fields: object) =>
    JSON.stringify({ kind: "message", room: "c1", author: "Somebody", content: "", at: 5, ...fields });
  change("messages/c1.jsonl", (text) =>
    [
      text.trimEnd(),
      line({ id: "m1" }),
      line({
        id: "early",
        replyTo: { id: "m5", author: "u:mira" },
        reactions: [{ emoji: "🦊", users: ["u:none", "u:none"] }],
      }),
      line({ id: "voice", room: "c9" }),
      line({ id: "nowhere", room: "c8" }),
    ].join("\n"),
  );
  const { problems } = await imported();
  expect(
    problems.map(({ kind, what, reason, examples }) => `${kind} ${what}: ${reason} (${examples})`),
  ).toEqual([
    "role repaired: its name was taken (fox)",
    "role repaired: a role that is not in the archive was taken out (fox-2)",
    "member repaired: its user name was taken (Mira)",
    "member repaired: a role that is not in the archive was taken out (Mira#u:twin)",
    "channel repaired: its name was taken (general)",
    "channel repaired: a role that is not in the archive was taken out (general)",
    "message skipped: its id is taken (m1)",
    "message repaired: its time was not after that of the one before it (early)",
    "message repaired: a user without a record became a former member (u:none)",
    "message skipped: a channel of the type voice holds no messages (voice)",
    "message skipped: its channel or thread is missing (nowhere)",
    "message repaired: the message that it replied to does not come before it in its channel (early)",
  ]);
});

test("addresses that clients must not follow are taken out, and what is too long is cut", async () => {
  const bad = "javascript:alert(1)";
  const record = (fields: object) => `${JSON.stringify(fields)}\n`;
  const member = { kind: "member", id: "u:bad", username: "x".repeat(101), pfp: bad, createdAt: 1 };
  change("member.jsonl", (text) => text + record(member));
  const channel = { kind: "channel", room: "c9", name: "bad", type: "text", icon: bad, permissions: {} };
  change("channel.jsonl", (text) => text + record(channel));
  const hook = { kind: "webhook", id: "w9", room: "c1", name: "y".repeat(81), avatar: bad };
  change(
    "webhook.jsonl",
    (text) => text + record({ ...hook, token: "t", createdBy: "u:mira", createdAt: 1 }),
  );
  const message = { kind: "message", room: "c1", author: "u:mira", content: "", at: 5e15 };
  const embeds = [
    { type: "rich", title: "good" },
    { type: "link", url: bad },
  ];
  const webhook = { id: "w9", name: "bad", avatar: bad };
  change(
    "messages/c1.jsonl",
    (text) =>
      text +
      record({ ...message, id: "bad", embeds, webhook }) +
      record({ ...message, id: "z".repeat(129), at: 6e15 }),
  );
  const { problems } = await imported();
  expect(problems.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    "member: its user name was longer than 100 characters, and was cut",
    "member: its picture was no http or https address, and was taken out",
    "channel: its icon was no http or https address, and was taken out",
    "message: an embed that this server refuses was taken out",
    "message: its avatar was no http or https address, and was taken out",
    "message: its id is too long",
    "webhook: its name was longer than 80 characters, and was cut",
    "webhook: its avatar was no http or https address, and was taken out",
  ]);
  const database = new Database(join(folder, "new", "db", "server.db"));
  expect(JSON.stringify(database.query("SELECT embeds, extra FROM messages").all())).not.toContain(bad);
  expect(database.query("SELECT embeds FROM messages WHERE id = 'bad'").get()).toEqual({
    embeds: '[{"type":"rich","title":"good"}]',
  });
  database.close();
});

test("channels whose names differ only in case stay apart, and two forms of one letter are the same", async () => {
  const channel = (room: string, name: string) =>
    `${JSON.stringify({ kind: "channel", room, name, type: "text", permissions: {} })}\n`;
  change(
    "channel.jsonl",
    (text) => text + channel("c7", "General") + channel("c8", "caf\u00e9") + channel("c9", "cafe\u0301"),
  );
  const { problems } = await imported();
  expect(problems.map(({ reason, examples }) => [reason, examples])).toEqual([
    ["its name was taken", ["cafe\u0301"]],
  ]);
});

test("property: whatever is missing, doubled or mixed up, the database is sound", async () => {
  const source = openFolder(archive(), createReport());
  const all = [...(source.records() as Iterable<ArchiveRecord>)];
  const edits = fc.array(
    fc.record({
      at: fc.nat(all.length - 1),
      what: fc.constantFrom("drop", "double", "swap ids"),
      other: fc.nat(all.length - 1),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(edits, async (made) => {
      const dataFolder = join(folder, crypto.randomUUID());
      const records = edited(all, made);
      await writeStore({
        source: { ...source, records: () => records },
        dataFolder,
        now,
        report: createReport(),
      });
      expect(faultsOf(dataFolder)).toEqual([]);
      rmSync(dataFolder, { recursive: true });
    }),
    { numRuns: 40 },
  );
}, 120_000);

interface Edit {
  readonly at: number;
  readonly what: string;
  readonly other: number;
}

/** Ids are taken from records of any kind, so that they lead to something else. */
function edited(all: readonly ArchiveRecord[], edits: readonly Edit[]): ArchiveRecord[] {
  let records = [...all];
  for (const { at, what, other } of edits) {
    const [one, another] = [records[at % records.length], all[other]];
    if (!one || !another) continue;
    if (what === "drop") records = records.filter((record) => record !== one);
    else if (what === "double") records.push(one);
    else records[at % records.length] = mixed(one, another);
  }
  return records.toSorted((a, b) => recordKinds.indexOf(a.kind) - recordKinds.indexOf(b.kind));
}

const referring = [
  "id",
  "room",
  "user",
  "author",
  "parent",
  "createdBy",
  "username",
  "name",
  "code",
  "at",
  "editedAt",
];

function mixed(one: ArchiveRecord, another: ArchiveRecord): ArchiveRecord {
  const given = another as unknown as Record<string, unknown>;
  const taken = referring.filter(
    (field) =>
      field in one && typeof given[field] === typeof (one as unknown as Record<string, unknown>)[field],
  );
  return { ...one, ...Object.fromEntries(taken.map((field) => [field, given[field]])) };
}
