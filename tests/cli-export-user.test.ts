/** The command line collects what a server keeps of one user. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { fullDataFolder } from "./support/archives.ts";
import { run } from "./support/run.ts";
import { newFolder } from "./support/server.ts";

let work: string;
beforeEach(() => {
  work = newFolder();
  fullDataFolder(join(work, "data"));
});
afterEach(() => rmSync(work, { recursive: true }));

const collect = (name: string, file = "user.zip") =>
  run("cli/main.ts", ["export", "--user", name, join(work, file), "--data", join(work, "data"), "--json"]);

/** The files of a zip file, by its directory. */
function unzipped(path: string): Record<string, string> {
  const zip = readFileSync(path);
  const tail = zip.length - 22;
  expect(zip.readUInt32LE(tail)).toBe(0x06054b50);
  const files: Record<string, string> = {};
  let at = zip.readUInt32LE(tail + 16);
  for (let left = zip.readUInt16LE(tail + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [crc, packed, size] = [16, 20, 24].map((field) => zip.readUInt32LE(at + field)) as [
      number,
      number,
      number,
    ];
    const nameLength = zip.readUInt16LE(at + 28);
    const offset = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    expect(zip.readUInt32LE(offset)).toBe(0x04034b50);
    expect(zip.subarray(offset + 4, offset + 30)).toEqual(zip.subarray(at + 6, at + 32));
    const begin = offset + 30 + nameLength;
    const content = inflateRawSync(zip.subarray(begin, begin + packed));
    expect([content.length, crc32(content)]).toEqual([size, crc]);
    files[name] = content.toString();
    at += 46 + nameLength;
  }
  expect(at).toBe(tail);
  return files;
}

test("it has what is theirs, and no secrets", async () => {
  const nora = await collect("Nora");
  expect([nora.code, JSON.parse(nora.stdout)]).toMatchObject([
    0,
    { user: "u:nora", counts: { messages: 1 } },
  ]);
  const files = unzipped(join(work, "user.zip"));
  const lines = (name: string) =>
    (files[`${name}.jsonl`] ?? "").split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  expect(Object.keys(files).toSorted()).toEqual(
    [
      "devices",
      "invite",
      "marker",
      "messages",
      "mute",
      "networks",
      "profile",
      "push",
      "quiet",
      "reactions",
      "reminder",
      "scheduled",
      "votes",
    ].map((name) => `${name}.jsonl`),
  );
  expect(lines("messages")).toEqual([
    {
      channel: "general",
      id: "m2",
      content: "Hello you",
      at: 11,
      replyTo: { id: "m1", author: "u:mira" },
      pings: { replies: ["u:mira"] },
    },
  ]);
  expect(lines("reactions")).toMatchObject([
    { message: "m1", emoji: "🦊" },
    { message: "m1", emoji: "🍵" },
  ]);
  expect(lines("mute")).toEqual([{ user: "u:nora", channel: "help", thread: "why" }]);
  expect(lines("networks")).toMatchObject([{ network: "192.0.2.7" }]);
  expect(lines("push").map((each) => Object.keys(each))).toEqual([["createdAt", "lastUsed"]]);
  expect(Object.values(files).join()).not.toContain("hash");
  expect(readdirSync(work).toSorted()).toEqual(["data", "user.zip"]);
});

test("their uploads and their picture are in it, also what moderators did", async () => {
  expect((await collect("u:mira")).code).toBe(0);
  const files = unzipped(join(work, "user.zip"));
  expect([files["files/f1/tea.png"], files["picture"]]).toEqual(["tea 1", "GIF"]);
  expect(files["audit.jsonl"]).toContain("user_ban");
  const again = await collect("u:mira");
  expect([again.code, JSON.parse(again.stdout).error]).toEqual([
    1,
    expect.stringContaining("exists already"),
  ]);
});

test("of entries in the audit log they get their own words, and not those of others", async () => {
  const database = new Database(join(work, "data", "db", "server.db"));
  const add = (id: string, target: string | null, details: object, text: string | null) =>
    database.run(
      `INSERT INTO audit (id, at, action, category, actor, actor_name, target, target_name, details, channel, text)
        VALUES (?, 1, 'message_delete', 'message_moderation', 'u:mira', 'Mira', ?, NULL, ?, NULL, ?)`,
      [id, target, JSON.stringify(details), text],
    );
  add("of nora", "m9", { channel: "general", author: "u:nora" }, "words of nora");
  add("of both", null, { channel: "general", authors: ["u:nora", "u:mira"] }, "words of both");
  add("of nick", "u:nora", { nickname: "No", before: { nickname: "Nono" } }, null);
  database.close();
  await collect("nora", "nora.zip");
  await collect("u:mira", "mira.zip");
  const audit = (name: string) => unzipped(join(work, `${name}.zip`))["audit.jsonl"] ?? "";
  expect(audit("nora")).toContain("words of nora");
  expect(audit("nora")).toContain("Nono");
  expect(audit("nora")).not.toContain("of both");
  expect(audit("mira")).toContain('"id":"of both"');
  expect(audit("mira")).toContain('"details":{"channel":"general"}');
  for (const theirs of ["words of", "Nono", "author"]) expect(audit("mira")).not.toContain(theirs);
});

test("former members are found by name; nobody else is", async () => {
  expect(JSON.parse((await collect("zoe")).stdout)).toMatchObject({ user: "u:zoe", counts: { profile: 1 } });
  const nobody = await collect("nobody", "other.zip");
  expect([nobody.code, JSON.parse(nobody.stdout)]).toEqual([
    1,
    { error: "There is no user 'nobody'", code: "failed" },
  ]);
  expect(readdirSync(work).toSorted()).toEqual(["data", "user.zip"]);
});
