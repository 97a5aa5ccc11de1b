/** Exports of a Discord server become a server that shows the same over the typed client. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Client, connect } from "../client/index.ts";
import { type DiscordOptions, openDiscord } from "../src/archive/discord/source.ts";
import type { ArchiveRecord } from "../src/archive/records.ts";
import { createReport } from "../src/archive/report.ts";
import { writeStore } from "../src/archive/write-store.ts";
import { writeDiscord } from "./support/discord/folder.ts";
import { type DiscordModel, makeDiscordModel, seenInDiscord } from "./support/discord/model.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { fileFaults } from "./support/file-checker.ts";
import type { Seen } from "./support/reference/seen.ts";
import { seenByClient } from "./support/reference/seen-by-client.ts";
import { run } from "./support/run.ts";
import { newFolder, startTestServer, type TestServer } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";

setDefaultTimeout(60_000);

const rotur = startFakeRotur();
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function place(model: DiscordModel) {
  const folder = newFolder();
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const [old, data] = [join(folder, "exports"), join(folder, "new")];
  writeDiscord(model, old);
  return { old, data };
}

interface Import extends DiscordOptions {
  /** The kind of record at whose second one the import breaks off. */
  readonly breaksAt?: string;
}

async function importInto(old: string, dataFolder: string, { breaksAt, ...options }: Import = {}) {
  const report = createReport();
  const whole = openDiscord(old, options, report);
  const source = {
    ...whole,
    *records() {
      let seen = 0;
      for (const record of whole.records() as Iterable<ArchiveRecord>) {
        if (record.kind === breaksAt && seen++ > 0) throw new Error("broken off");
        yield record;
      }
    },
  };
  return writeStore({ source, dataFolder, now: Date.now(), report });
}

async function startedOn(data: string): Promise<TestServer> {
  const config = { auth_mode: "cracked", rotur: { base_url: rotur.url }, owners: ["zed"] };
  const server = await startTestServer({ folder: data, config });
  ends.push(() => server.stop());
  await settle(server.store, Date.now());
  expect(faultsIn(join(data, "db", "server.db"))).toEqual([]);
  return server;
}

async function enter(server: TestServer, name: string): Promise<Client> {
  const account = rotur.account(name);
  const login = { validator: async (key: string) => account.validatorFor(key) };
  const client = await connect(server.ws, { login, reconnect: [] });
  ends.push(() => client.close());
  return client;
}

/** What the people of the export have, without those who logged in. */
const withoutNewcomers = (seen: Seen): Seen => ({
  ...seen,
  members: seen.members.filter(({ name }) => name.startsWith("discord-")),
});

/** Names, sizes, times and contents of everything in the folder. */
const contentOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, statSync(path).mtimeMs, readFileSync(path, "utf8")];
    });

test("channels, threads, history, pins, reactions, replies, members and files are seen over the typed client", async () => {
  const model = makeDiscordModel(41);
  const { old, data } = place(model);
  const before = contentOf(old);
  await importInto(old, data);
  expect(contentOf(old)).toEqual(before);
  // Running it again adds nothing.
  expect(await importInto(old, data)).toBeNull();
  const server = await startedOn(data);
  const zed = await enter(server, "zed");
  expect(withoutNewcomers(await seenByClient(zed))).toEqual(seenInDiscord(model));
  expect(fileFaults(server.folder)).toEqual([]);

  const newcomer = await enter(server, "mia");
  expect((await newcomer.request("channels_get")).val).toEqual([]);
  // They are somebody else than the person of the export.
  expect(newcomer.user).toMatchObject({ username: "mia", roles: ["user"] });
});

test("members see channels of an import with --visible, but no private thread", async () => {
  const { old, data } = place(makeDiscordModel(42));
  await importInto(old, data, { visible: true });
  const mia = await enter(await startedOn(data), "mia");
  const names = (await mia.request("channels_get")).val.map(({ name }) => name);
  expect(names).toContain("chat");
  expect(names).not.toContain("secret");
  await mia.request("message_new", { channel: "chat", content: "hello" });
});

test("an import that is broken off goes on, and shows the same", async () => {
  const model = makeDiscordModel(43);
  const { old, data } = place(model);
  for (const breaksAt of ["role", "member", "channel", "message"]) {
    await expect(importInto(old, data, { breaksAt })).rejects.toThrow("broken off");
  }
  await importInto(old, data);
  const zed = await enter(await startedOn(data), "zed");
  expect(withoutNewcomers(await seenByClient(zed))).toEqual(seenInDiscord(model));
});

test("nobody logs in as a person of the export", async () => {
  const { old, data } = place(makeDiscordModel(44));
  await importInto(old, data);
  const server = await startedOn(data);
  for (const username of ["discord-mia", "discord:300001", "mia"]) {
    const login = { login: { username, password: "tea for two" } };
    await expect(connect(server.ws, { login, reconnect: [] })).rejects.toThrow("User not found");
  }
});

test("the command line imports, reports, and adds nothing a second time", async () => {
  const { old, data } = place(makeDiscordModel(45));
  const cli = (...args: string[]) => run("cli/main.ts", ["import", old, "--data", ...args]);
  const tried = await cli(data, "--dry-run");
  expect([tried.code, tried.stderr]).toEqual([0, ""]);
  expect(tried.stdout).toContain("message: 160 would be imported");
  expect(tried.stdout).toContain("note: Only owners see the channels");

  const refused = await cli(data, "--json", "--keep-expired");
  expect(JSON.parse(refused.stdout).error).toContain(
    "--keep-expired is for a folder of the Python reference server",
  );
  const imported = await cli(data, "--json", "--visible");
  expect(JSON.parse(imported.stdout)).toMatchObject({
    already: false,
    counts: { message: { read: 160, imported: 160, skipped: 0 } },
  });
  expect(JSON.parse(readFileSync(join(data, "config.json"), "utf8"))).toEqual({
    server: { name: "Tea & Dice" },
  });
  expect(JSON.parse((await cli(data, "--json", "--visible")).stdout)).toMatchObject({ already: true });

  const inside = await cli(join(old, "new"));
  expect([inside.code, inside.stderr]).toEqual([1, expect.stringContaining("choose a new folder")]);
});

test("a name from the export can't move the cursor of a terminal", async () => {
  const model = makeDiscordModel(46, 1);
  const { old, data } = place({
    ...model,
    rooms: model.rooms.map((room) => ({ ...room, name: "a\u001b[2Jb" })),
  });
  const { stdout } = await run("cli/main.ts", ["import", old, "--data", data, "--dry-run"]);
  expect(stdout).toContain("another name");
  expect(stdout).not.toContain("\u001b");
});
