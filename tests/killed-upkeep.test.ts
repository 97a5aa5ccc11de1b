/**
 * kill -9 in a backup, an import of a reference folder, the retention of messages and a migration: afterwards the folder
 * is as before or as after, and the command can be run again. `FULL=1` makes more rounds.
 */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { migrations } from "../src/db/migrations.ts";
import { unfinishedImport } from "../src/startup/prepare.ts";
import { faultsOf, fullDataFolder } from "./support/archives.ts";
import { countIn } from "./support/count-in.ts";
import { cliProgram, serverProgram, surroundings } from "./support/programs.ts";
import { writeReference } from "./support/reference/folder.ts";
import { makeModel } from "./support/reference/model.ts";
import { run } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";
import { smallDisk } from "./support/small-disk.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
import { openTown } from "./support/town.ts";
import { until } from "./support/until.ts";

const rounds = process.env["FULL"] ? 20 : 2;

let work: string;
beforeEach(() => {
  work = newFolder();
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const within = (...names: string[]) => join(work, ...names);
const cli = (...args: string[]) => run("cli/main.ts", args);

/** Kills a command as soon as it has come so far. @returns false: it ended before */
async function killedWhen(isSoFar: () => boolean, ...command: readonly string[]): Promise<boolean> {
  const child = Bun.spawn([...command], { ...surroundings(), stdout: "ignore", stderr: "ignore" });
  while (child.exitCode === null && !isSoFar()) await Bun.sleep(1);
  const isRunning = child.exitCode === null;
  child.kill("SIGKILL");
  await child.exited;
  return isRunning;
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
/** Files and folders under a folder, which need not be there, and may go while they are counted. */
function entriesIn(path: string): number {
  try {
    return readdirSync(path, { recursive: true }).length;
  } catch {
    return 0;
  }
}
/** Rows of a table that another process writes, or 0 while there is none. */
function rowsIn(file: string, table: string): number {
  try {
    using database = new Database(file, { readonly: true });
    return database.query<{ n: number }, []>(`SELECT count(*) AS n FROM ${table}`).all()[0]?.n ?? 0;
  } catch {
    return 0;
  }
}

test("a killed backup leaves none under its name, and the next one is whole", async () => {
  fullDataFolder(within("data"));
  let broken = 0;
  // A command that ends before the kill proves nothing.
  for (let round = 0; round < rounds || broken === 0; round++) {
    const isSoFar = () => entriesIn(within("copy.unfinished")) > round % 4;
    const command = [...cliProgram, "backup", within("copy"), "--data", within("data")];
    if (await killedWhen(isSoFar, ...command)) broken++;
    // Under its name it is whole.
    if (existsSync(within("copy"))) {
      expect((await cli("restore", within("copy"), "--data", within(`new ${round}`))).code).toBe(0);
      rmSync(within("copy"), { recursive: true });
    }
  }
  expect((await cli("backup", within("copy"), "--data", within("data"))).code).toBe(0);
  expect(readdirSync(work).filter((name) => name.includes("unfinished"))).toEqual([]);
  expect(faultsOf(within("data"))).toEqual([]);
}, 60_000);

test("a killed import of a reference folder goes on, and adds nothing twice", async () => {
  writeReference(makeModel("E", 21), within("old"));
  const args = ["import", within("old"), "--data", within("data")];
  const importing = within("data", "db", unfinishedImport);
  let broken = 0;
  for (let round = 0; round < rounds || broken === 0; round++) {
    const isSoFar = () => (round === 0 ? existsSync(importing) : rowsIn(importing, "messages") > 0);
    if (await killedWhen(isSoFar, ...cliProgram, ...args)) broken++;
    else if (broken === 0) rmSync(within("data"), { recursive: true, force: true });
  }
  const ended = await cli(...args, "--json");
  expect([ended.code, JSON.parse(ended.stdout).error]).toEqual([0, undefined]);
  expect(countIn(within("data"), "messages")).toBe(120);
  expect(faultsOf(within("data"))).toEqual([]);
}, 60_000);

const old = 60;
/** The index follows behind the writes. */
const isOfSearch = /^a word in the search index that is in no message/;

test("killed retention has deleted messages with all that hangs on them, and the next start goes on", async () => {
  const data = within("data");
  const config = { retention: { messages_days: 1 } };
  writeConfig(data, config);
  const before = Date.now() - 3 * 86_400_000;
  const town = await openTown({ folder: data, config, now: () => before });
  const [mira] = await town.people("mira");
  for (let n = 0; n < old; n++) {
    const { message } = await mira.request("message_new", { channel: "general", content: `@mira ${n}` });
    await mira.request("message_react_add", { channel: "general", id: message.id, emoji: "👍" });
  }
  await town.server.stop();
  town.rotur.stop();
  // Something of today, so that the clock is believed.
  const today = await startTestServer({ folder: data });
  await today.stop();
  new Database(join(data, "db", "server.db")).run("UPDATE users SET created_at = unixepoch()");
  let left = old;
  for (let round = 0; round < rounds; round++) {
    await using server = await spawnServer(data);
    const most = left;
    await until("it deletes some", () => most === 0 || countIn(data, "messages") < most || undefined);
    server.kill("SIGKILL");
    await server.exited;
    const now = countIn(data, "messages");
    expect(now).toBeLessThanOrEqual(left);
    expect(countIn(data, "reactions")).toBe(now);
    expect(faultsOf(data).filter((fault) => !isOfSearch.test(fault))).toEqual([]);
    left = now;
  }
  const last = await startTestServer({ folder: data });
  await until("the end", () => countIn(data, "messages") === 0 || undefined);
  await settle(last.store, Date.now());
  await last.stop();
  expect(faultsIn(join(data, "db", "server.db"))).toEqual([]);
}, 60_000);

const version = 4;

/** A database as the fourth version of the schema had it, with messages that later steps must read. */
function olderDatabase(folder: string, messages: number): string {
  mkdirSync(join(folder, "db"), { recursive: true });
  writeConfig(folder);
  const file = join(folder, "db", "server.db");
  using database = new Database(file, { create: true });
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA application_id = 0x4f436853");
  database.run("CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
  for (const { statements } of migrations.slice(0, version))
    for (const statement of statements) database.run(statement);
  database.run("INSERT INTO meta VALUES ('schema_version', ?)", [String(version)]);
  database.run(
    `INSERT INTO messages (key, id, author, content, at, pings)
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
      SELECT (1 << 32) + n, 'm' || n, 'u:mira', 'hello', n, '{"users":["u:nora"],"roles":[],"replies":[]}' FROM n`,
    [messages],
  );
  return file;
}

function versionOf(file: string): number {
  using database = new Database(file);
  expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  const [found] = database
    .query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'schema_version'")
    .all();
  return Number(found?.value);
}

test("a killed migration leaves the old schema or the new one, and the next start ends it", async () => {
  const data = within("data");
  const file = olderDatabase(data, 50_000);
  for (let round = 0; round < rounds; round++) {
    // It is one transaction. What doesn't fit into memory goes into the log, before it is committed.
    const isSoFar = () => sizeOf(`${file}-wal`) > round * 1_000_000 || rowsIn(file, "mentions") > 0;
    await killedWhen(isSoFar, ...serverProgram, "--data", data, "--port", "0");
    expect([version, migrations.length]).toContain(versionOf(file));
  }
  await (await startTestServer({ folder: data })).stop();
  expect(versionOf(file)).toBe(migrations.length);
  expect(countIn(data, "mentions")).toBe(50_000);
}, 60_000);

const disk = smallDisk("1m");
disk?.remove();
test.skipIf(!disk)(
  "a migration without space says so, and the old schema stays",
  async () => {
    const small = smallDisk("8m");
    if (!small) throw new Error("no disk");
    try {
      const file = olderDatabase(small.folder, 20_000);
      small.leave?.(300_000);
      const { code, stderr, stdout } = await run("main.ts", ["--data", small.folder, "--port", "0"]);
      expect(code).toBe(1);
      expect(stderr + stdout).toContain("the disk is full");
      small.free(null);
      expect(versionOf(file)).toBe(version);
      await (await startTestServer({ folder: small.folder, config: { DB: { reserve: 0 } } })).stop();
      expect(versionOf(file)).toBe(migrations.length);
    } finally {
      small.remove();
    }
  },
  60_000,
);
