/** What people, crashes and the reference server's own faults do to a folder. */
import { afterEach, describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeReference } from "../../../tests/support/reference/folder.ts";
import { type Era, eras, type Model, makeModel } from "../../../tests/support/reference/model.ts";
import { seenInModel } from "../../../tests/support/reference/seen.ts";
import { recordsOf, seenInRecords } from "../../../tests/support/reference/seen-in-records.ts";
import type { ArchiveRecord } from "../records.ts";
import type { ReferenceOptions } from "./parts.ts";
import { referenceLines } from "./report.ts";
import { openReference } from "./source.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function written(era: Era = "E", seed = 1): { folder: string; model: Model } {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  folders.push(folder);
  const model = makeModel(era, seed);
  writeReference(model, folder);
  return { folder, model };
}

function read(folder: string, options: ReferenceOptions = {}) {
  const source = openReference(folder, { now: 1_780_000_000, ...options });
  try {
    const records = [...(source.records() as Iterable<ArchiveRecord>)];
    return { records, report: source.report(), file: source.file };
  } finally {
    source.close();
  }
}

/** Reads a folder and checks that it still shows its model. */
function readWhole({ folder, model }: { folder: string; model: Model }, options?: ReferenceOptions) {
  const result = read(folder, options);
  expect(seenInRecords(result.records)).toEqual(seenInModel(model));
  return result;
}

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const lobby = "db/channels/lobby.json";
const reasons = (list: readonly { reason: string }[]) => list.map(({ reason }) => reason);

describe("a message file", () => {
  test("whose lines were merged by an edit is read whole", () => {
    const { folder, model } = written();
    const path = join(folder, lobby);
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, `${lines.slice(0, 3).join("   ")}\r\n${lines.slice(3).join("\n\n")}\n`);
    const { report } = readWhole({ folder, model });
    expect(report.repairs).toEqual([
      { collection: "messages", reason: "several messages on one line", count: 1, places: [`${lobby}:1`] },
    ]);
    expect(report.rooms[0]).toMatchObject({ name: "#lobby", read: 30, imported: 30, merged: 1, skipped: 0 });
  });

  test("that is cut off is read up to there, and the rest is in the report", () => {
    const { folder, model } = written();
    appendFileSync(join(folder, lobby), '\n{"user":"USR:71fa","content":"cut o');
    const { report } = readWhole({ folder, model });
    expect(report.skipped).toEqual([
      {
        collection: "messages",
        reason: "a line that is no JSON, or is cut off",
        place: `${lobby}:31`,
        raw: '{"user":"USR:71fa","content":"cut o',
      },
    ]);
    expect(report.rooms[0]).toMatchObject({ read: 31, imported: 30, skipped: 1 });
  });

  test("with messages that lack an id, repeat one or have odd types loses none of them", () => {
    const { folder, model } = written();
    const first = model.channels[0]?.messages[0];
    const odd = [
      { user: "USR:71fa", content: "no id", timestamp: 1_779_000_000 },
      { user: "USR:71fa", content: "same id", timestamp: 1_779_000_001, id: first?.id },
      {
        user: 7,
        content: { a: 1 },
        timestamp: "soon",
        id: "odd-1",
        reactions: [1],
        reply_to: "x",
        embeds: {},
      },
      { user: "USR:71fa", content: "back in time", timestamp: 5, id: "odd-2", pinned: "yes", edited: 1 },
      { user: "USR:71fa", content: "far", timestamp: 2_000_000_000, id: "odd-3", extra: { deep: [] } },
      { content: "nobody", timestamp: 1_779_000_005, id: "odd-4", embeds: [null, 3, { type: "poll" }] },
      {
        user: "USR:71fa",
        content: "link",
        timestamp: 1_779_000_006,
        id: "odd-5",
        embeds: [{ type: "link", url: "javascript:alert(1)" }],
      },
    ];
    appendFileSync(join(folder, lobby), odd.map((line) => `\n${JSON.stringify(line)}`).join(""));
    const { records, report } = read(folder);
    const added = recordsOf(records, "message")
      .filter(({ room }) => room === "channel:lobby")
      .slice(30);
    expect(added.map(({ content }) => content)).toEqual([
      ...["no id", "same id", '{"a":1}', "back in time", "far", "nobody", "link"],
    ]);
    expect(added.slice(2).map(({ id }) => id)).toEqual(["odd-1", "odd-2", "odd-3", "odd-4", "odd-5"]);
    expect(new Set(added.map(({ id }) => id)).size).toBe(7);
    const times = added.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Nothing after a message with a time to come gets that time too.
    expect(Math.max(...times)).toBe(1_779_000_006_000_000);
    expect(added.every(({ embeds }) => embeds === undefined)).toBe(true);
    expect(reasons(report.repairs)).toContain("an id that another message has");
    // Reading again gives the same ids.
    expect(recordsOf(read(folder).records, "message")).toEqual(recordsOf(records, "message"));
  });

  test("under the former name of a channel goes before its own messages", () => {
    const { folder, model } = written();
    const path = join(folder, lobby);
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(join(folder, "db/channels/foyer.json"), lines.slice(0, 10).join("\n"));
    writeFileSync(path, lines.slice(10).join("\n"));
    const log = join(folder, "db/modlog.json");
    const rename = (target_id: string, name: string) => ({
      ...{ id: "1", action: "channel_update", category: "channel_management", actor_id: "USR:71fa" },
      ...{ target_id, details: { name }, timestamp: 1_770_000_000 },
    });
    writeFileSync(log, JSON.stringify([...json(log), rename("foyer", "hall"), rename("hall", "lobby")]));
    const hooks = join(folder, "db/webhooks.json");
    writeFileSync(hooks, readFileSync(hooks, "utf8").replace('"lobby"', '"foyer"'));
    const markers = join(folder, "db/unreads.json");
    writeFileSync(markers, readFileSync(markers, "utf8").replaceAll('"lobby"', '"hall"'));
    const { records } = readWhole({ folder, model });
    expect(recordsOf(records, "webhook").map(({ room }) => room)).toEqual(["channel:lobby"]);
    const marked = recordsOf(records, "marker").filter(({ room }) => room === "channel:lobby");
    expect(marked).toHaveLength(model.users.length);
    expect(recordsOf(records, "audit").map(({ room }) => room)).toEqual([
      undefined,
      "channel:lobby",
      "channel:lobby",
    ]);
  });

  test("without a channel becomes a channel for owners", () => {
    const { folder, model } = written();
    cpSync(join(folder, lobby), join(folder, "db/channels/forgotten.json"));
    writeFileSync(
      join(folder, "db/channels/lounge.json"),
      '{"user":"USR:71fa","content":"in a call","timestamp":1,"id":"v"}',
    );
    const { records, report } = read(folder);
    const channels = recordsOf(records, "channel");
    expect(channels.map(({ name }) => name)).toEqual([
      ...model.channels.map(({ name }) => name),
      ...["lounge-2", "forgotten"],
    ]);
    expect(channels.find(({ name }) => name === "forgotten")?.permissions.view).toEqual([]);
    expect(channels.find(({ name }) => name === "lounge-2")?.permissions.view).toHaveLength(1);
    expect(report.onlyOwners).toEqual(["forgotten"]);
    const copies = recordsOf(records, "message").filter(({ room }) => room === "channel:forgotten");
    expect(copies.map(({ content }) => content)).toEqual(
      model.channels[0]?.messages.map(({ content }) => content) ?? [],
    );
  });

  test("of a thread without metadata becomes an archived thread", () => {
    const { folder, model } = written();
    const thread = model.channels.at(-1)?.threads[0];
    rmSync(join(folder, `db/threads/${thread?.id}.json`));
    const { records } = read(folder);
    const found = recordsOf(records, "thread").find(({ id }) => id === thread?.id);
    expect(found).toMatchObject({ name: thread?.id, parent: "channel:recovered-threads", archived: true });
    expect(recordsOf(records, "channel").at(-1)).toMatchObject({ name: "recovered-threads", type: "forum" });
  });
});

describe("a JSON file", () => {
  test("with a byte order mark, other indentation, unknown keys and text behind its end is read", () => {
    const { folder, model } = written();
    const path = join(folder, "db/users.json");
    const users = json(path);
    users["USR:71fa"].shoe_size = 46;
    writeFileSync(
      path,
      `\ufeff${JSON.stringify(users)}\n{"user":"USR:9b00","token":"s3cret","content":"!dice"}`,
    );
    const { records, report } = readWhole({ folder, model });
    expect(recordsOf(records, "member").find(({ id }) => id === "USR:71fa")?.extra).toEqual({
      shoe_size: 46,
    });
    expect(report.skipped).toEqual([
      {
        collection: "users",
        reason: "text behind the end of the file's value",
        place: "db/users.json",
        raw: '{"user":"USR:9b00","token":"(secret)","content":"!dice"}',
      },
    ]);
  });

  test("that is missing or damaged is read from its unfinished write", () => {
    const { folder, model } = written();
    renameSync(join(folder, "db/roles.json"), join(folder, "db/roles.json.tmp"));
    cpSync(join(folder, "db/users.json"), join(folder, "db/users.json.tmp"));
    writeFileSync(join(folder, "db/users.json"), '{"USR:71fa": {"usern');
    const { report } = readWhole({ folder, model });
    expect(report.repairs.map(({ collection }) => collection)).toEqual(["users", "roles"]);
  });

  test.each([
    ...["config", "db/users", "db/roles", "db/channels", "db/attachments", "db/polls", "db/poll_votes"],
    ...["db/webhooks", "db/unreads", "db/modlog", "db/push_subscriptions", "db/serverEmojis"],
  ])("%s.json of any wrong shape is survived", (name) => {
    const { folder } = written();
    const rubbish = [
      ...["", "null", "[]", "{}", "7", '"x"', "[1,[2],null]", '{"a":1,"b":[],"c":null,"":{}}', "NaN", "{"],
      ...['{"__proto__":{"roles":["owner"]},"constructor":{}}', '{"x":{"roles":7,"username":[],"status":3}}'],
      ...['[{"name":7,"type":[],"permissions":{"view":"user","deny":[1]}}]', '{"x":[1,{"endpoint":{}}]}'],
    ];
    for (const content of rubbish) {
      writeFileSync(join(folder, `${name}.json`), content);
      expect(recordsOf(read(folder).records, "server")).toHaveLength(1);
    }
  });

  test("with entries twice, in other capitals or of odd types keeps what can be kept", () => {
    const { folder, model } = written();
    const users = json(join(folder, "db/users.json"));
    users["USR:71fa"].roles.push("vanished");
    users["USR:second"] = { username: "ZED", roles: ["user"] };
    users["oldtimer"] = { roles: ["admin", "banned"] };
    users["Mist"] = { roles: ["user"] };
    users["USR:local_old"] = { username: "old", roles: [], password_hash: "plain" };
    writeFileSync(join(folder, "db/users.json"), JSON.stringify(users));
    const roles = json(join(folder, "db/roles.json"));
    delete roles.admin;
    roles.Artist = { color: "red", permissions: ["x", 3] };
    writeFileSync(join(folder, "db/roles.json"), JSON.stringify(roles));
    const channels = json(join(folder, "db/channels.json"));
    channels.push({ ...channels[0], description: "second" }, { type: "text" }, 5, {
      name: "x",
      type: "hall",
    });
    writeFileSync(join(folder, "db/channels.json"), JSON.stringify(channels));
    const { records, report } = read(folder);
    const members = recordsOf(records, "member");
    const named = (id: string) => members.find((member) => member.id === id);
    expect(named("USR:71fa")).toMatchObject({ username: "zed-2" });
    expect(named("USR:71fa")?.roles).toHaveLength(3);
    expect(named("USR:second")).toMatchObject({ username: "ZED" });
    expect(named("USR:local_old")).toEqual({
      ...{
        kind: "member",
        id: "USR:local_old",
        username: "USR:local_old",
        nickname: "old",
        createdAt: 1_780_000_000,
      },
    });
    expect(report.unclaimed).toEqual([{ name: "oldtimer", roles: ["admin"], banned: true }]);
    const names = recordsOf(records, "role").map(({ name }) => name);
    expect(names.toSorted()).toEqual([
      "Artist-2",
      "admin",
      "artist",
      "moderator",
      "owner",
      "user",
      "vanished",
    ]);
    expect(recordsOf(records, "channel").map(({ name }) => name)).toEqual([
      ...model.channels.map(({ name }) => name),
      "x",
    ]);
    expect(report.warnings.some((text) => text.includes("oldtimer"))).toBe(true);
  });
});

test("the operator says which account an old name means", () => {
  const { folder, model } = written("A");
  const names = new Map(model.users.map(({ id, name }) => [name, id]));
  const { records } = read(folder, { names });
  const members = recordsOf(records, "member").filter(({ leftAt }) => leftAt === undefined);
  expect(members.map(({ id }) => id).toSorted()).toEqual(model.users.map(({ id }) => id).toSorted());
  const authors = new Set(recordsOf(records, "message").map(({ author }) => author));
  expect(authors).toContain("USR:71fa");
  expect(authors).not.toContain("zed");
});

test("read markers whose message is gone count as read up to the newest, or as the operator says", () => {
  const { folder, model } = written();
  const markers = json(join(folder, "db/unreads.json"));
  const [first, , other] = model.channels;
  const elsewhere = other?.messages[5];
  markers["USR:71fa"] = { lobby: "gone", "Würfel & Co": first?.messages[5]?.id, nowhere: "x" };
  markers["USR:nobody"] = { lobby: "x" };
  writeFileSync(join(folder, "db/unreads.json"), JSON.stringify(markers));
  const readOf = (options?: ReferenceOptions) =>
    recordsOf(read(folder, options).records, "marker")
      .filter(({ user }) => user === "USR:71fa")
      .map(({ read: upTo }) => upTo);
  const before = other?.messages.findLast(({ at }) => at <= (first?.messages[5]?.at ?? 0))?.id;
  expect(elsewhere).toBeDefined();
  expect(readOf()).toEqual([first?.messages.at(-1)?.id, before]);
  expect(readOf({ unknownUnread: true })).toEqual([undefined, before]);
});

test("a blocked role always wins here, and the report says whom that concerns", () => {
  const { folder } = written();
  const users = json(join(folder, "db/users.json"));
  users["USR:9b00"].roles = ["moderator", "artist", "user"];
  // The reference server refused this one too: the first of the roles decides there.
  users["USR:other"] = { username: "other", roles: ["artist", "moderator"] };
  writeFileSync(join(folder, "db/users.json"), JSON.stringify(users));
  const channels = json(join(folder, "db/channels.json"));
  channels.push({
    name: "quiet",
    type: "text",
    permissions: { view: ["user"], pin: ["moderator", "!artist"] },
  });
  writeFileSync(join(folder, "db/channels.json"), JSON.stringify(channels));
  const loss = { gains: [], losses: ["mist"], gainCount: 0, lossCount: 1 };
  expect(read(folder).report.access).toEqual([
    { channel: "staff", action: "send", ...loss },
    { channel: "quiet", action: "pin", ...loss, losses: ["mist", "other"], lossCount: 2 },
  ]);
});

describe("the database of March 2026", () => {
  /** A folder that went back to files, which lack a message. */
  function both() {
    const { folder, model } = written("E");
    const old = written("D");
    cpSync(join(old.folder, "db/originchats.db"), join(folder, "db/originchats.db"));
    const path = join(folder, lobby);
    const newer = '{"user":"USR:71fa","content":"newer","timestamp":1779000000,"id":"newer"}';
    writeFileSync(path, `${readFileSync(path, "utf8")}\n${newer}`);
    return { folder, model, old: old.model };
  }

  test("fills what the files lack, and what was deleted comes only if the operator wants it", () => {
    const { folder, model, old } = both();
    const lost = old.channels[0]?.messages ?? [];
    const own = model.channels[0]?.messages ?? [];
    const { records, report } = read(folder);
    const count = (list: readonly ArchiveRecord[]) =>
      recordsOf(list, "message").filter(({ room }) => room === "channel:lobby").length;
    expect(count(records)).toBe(own.length + 1);
    const left = report.skipped.filter(({ collection }) => collection === "messages");
    expect(new Set(reasons(left))).toEqual(
      new Set(["only in the old database; it was probably deleted later"]),
    );
    expect(count(read(folder, { includeDeleted: true }).records)).toBe(own.length + 1 + lost.length);
  });
});

describe("the folder", () => {
  test.each([...eras])("of era %s is only read", (era) => {
    const { folder } = written(era);
    const before = stateOf(folder);
    for (const path of before.keys()) chmodSync(join(folder, path), path.endsWith("/") ? 0o500 : 0o400);
    const frozen = stateOf(folder);
    read(folder);
    expect(stateOf(folder)).toEqual(frozen);
    for (const path of before.keys()) chmodSync(join(folder, path), 0o700);
  });

  test("is never left by names or links", () => {
    const { folder } = written();
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    folders.push(outside);
    writeFileSync(join(outside, "secret.txt"), "secret");
    writeFileSync(join(outside, "leaked.json"), '{"user":"x","content":"secret","timestamp":1,"id":"leak"}');
    symlinkSync(join(outside, "leaked.json"), join(folder, "db/channels/leaked.json"));
    symlinkSync(join(outside, "secret.txt"), join(folder, "db/attachments/link.bin"));
    const name = (file: string) => `../../../../../../../../..${outside}/${file}`;
    const records = json(join(folder, "db/attachments.json"));
    const ids = ["up", "link"];
    records.up = { id: "up", filename: name("secret.txt"), size: 6 };
    records.link = { id: "link", filename: "link.bin", size: 6 };
    writeFileSync(join(folder, "db/attachments.json"), JSON.stringify(records));
    const message = {
      user: "USR:71fa",
      content: "",
      timestamp: 1_779_000_000,
      id: "files",
      attachments: ids,
    };
    appendFileSync(join(folder, lobby), `\n${JSON.stringify(message)}`);
    const config = json(join(folder, "config.json"));
    config.server.icon = name("secret.txt");
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const result = read(folder);
    expect(result.records.some((record) => JSON.stringify(record).includes(outside))).toBe(false);
    expect(recordsOf(result.records, "channel").some(({ name: channel }) => channel === "leaked")).toBe(
      false,
    );
    const found = recordsOf(result.records, "message").find(({ id }) => id === "files");
    expect(found?.attachments?.map(({ file }) => file)).toEqual([undefined, undefined]);
    expect(recordsOf(result.records, "message").some(({ id }) => id === "leak")).toBe(false);
    expect(result.report.warnings.some((text) => text.includes("leads out of the folder"))).toBe(true);
  });

  test("may hold strays, backups, plugins and files of no message: they are named in the report", () => {
    const { folder, model } = written();
    mkdirSync(join(folder, "plugins"));
    mkdirSync(join(folder, "db/backup/backup_1"), { recursive: true });
    for (const name of [
      "db/evil.json",
      "db/originchats_backup_1.db",
      "db/attachments/stray.bin",
      "plugins/automod_config.json",
    ]) {
      writeFileSync(join(folder, name), "{}");
    }
    const { report } = readWhole({ folder, model });
    expect(report.skipped.map(({ place }) => place).toSorted()).toEqual([
      ...["db/attachments/stray.bin", "db/backup", "db/evil.json", "db/originchats_backup_1.db"],
      "plugins/automod_config.json",
    ]);
  });
});

test("no secret is in the report", () => {
  const { folder } = written();
  const hooks = json(join(folder, "db/webhooks.json"));
  hooks.lost = { id: "lost", channel: "nowhere", token: "t0p-secret", name: "x" };
  writeFileSync(join(folder, "db/webhooks.json"), `${JSON.stringify(hooks)}\n{"token":"t0p-secret`);
  const users = json(join(folder, "db/users.json"));
  users["USR:71fa"].password_hash = "t0p-secret";
  writeFileSync(join(folder, "db/users.json"), JSON.stringify(users));
  writeFileSync(
    join(folder, "db/push_subscriptions.json"),
    '{"who":[{"endpoint":"https://x/t0p-secret","auth":"t0p-secret"}]}',
  );
  const { report } = read(folder);
  const text = JSON.stringify(report) + referenceLines(report).join("\n");
  expect(text).not.toContain("t0p-secret");
  expect(text).toContain("(secret)");
  expect(report.secrets).toMatchObject({ webhookTokens: 1, pushKey: true });
});

/** Names, sizes, times and contents of everything in a folder; names of folders end with `/`. */
function stateOf(folder: string): Map<string, string> {
  const state = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, mode, size } = statSync(path);
    const name = path.slice(folder.length + 1);
    const content = entry.isFile() ? readFileSync(path, "base64") : "";
    state.set(entry.isDirectory() ? `${name}/` : name, JSON.stringify([mtimeMs, mode, size, content]));
  }
  return state;
}
