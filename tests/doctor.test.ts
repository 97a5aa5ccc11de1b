/** `doctor` finds what is wrong in a data folder, and repairs only what is safe. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { examine } from "../src/doctor/doctor.ts";
import { folderPlace } from "../src/files/folder.ts";
import { fullDataFolder } from "./support/archives.ts";
import { run } from "./support/run.ts";
import { newFolder, startTestServer } from "./support/server.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
  fullDataFolder(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => run("cli/main.ts", ["doctor", "--data", folder, ...args]);
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const fileOf = (hash: string) => folderPlace(join(folder, "files")).path(hash);
const database = () => join(folder, "db", "server.db");
const found = async (repairs = false) =>
  (await examine(folder, repairs)).map(({ area, problem }) => `${area}: ${problem}`);

test("a good folder has no fault", async () => {
  expect(await cli()).toEqual({
    code: 0,
    stdout: "No fault was found in configuration, database and uploaded files.\n",
    stderr: "",
  });
});

test("files that are missing, damaged or left over are named, and only the last are removed", async () => {
  rmSync(fileOf(hashOf("tea 1")));
  writeFileSync(fileOf(hashOf("tea 2")), "tea ?");
  const stray = "5".repeat(64);
  mkdirSync(dirname(fileOf(stray)), { recursive: true });
  writeFileSync(fileOf(stray), "stray");
  const [missing, damaged] = [hashOf("tea 1"), hashOf("tea 2")].map((hash, index) => ({
    area: "files",
    problem: `${["missing", "damaged"][index]}: ${hash}`,
    repair: null,
    isRepaired: false,
  }));
  const leftOver = { area: "files", problem: `not known to the database: ${stray}`, repair: "removes it" };
  const looked = await cli("--json");
  const { findings } = JSON.parse(looked.stdout);
  expect(looked.code).toBe(1);
  expect(findings).toHaveLength(3);
  expect(findings).toEqual(expect.arrayContaining([missing, damaged, { ...leftOver, isRepaired: false }]));
  expect(existsSync(fileOf(stray))).toBe(true);
  const repaired = await cli("--repair");
  expect([repaired.code, repaired.stdout]).toEqual([1, expect.stringContaining("(repaired: removes it)")]);
  expect([existsSync(fileOf(stray)), existsSync(fileOf(hashOf("tea 2")))]).toEqual([false, true]);
  expect(await found()).toHaveLength(2);
});

test("a database that contradicts itself, and a damaged one, are found and left as they are", async () => {
  const raw = new Database(database());
  raw.run(
    "UPDATE channels SET last_position = last_position + 1 WHERE id = (SELECT min(id) FROM channels WHERE type = 'text')",
  );
  raw.close();
  const kinds = new Set((await found()).map((fault) => fault.split(": ")[1]));
  expect([...kinds].toSorted()).toEqual([
    "a room whose end is not the end of its index",
    "a wrong count of gaps",
  ]);
  truncateSync(database(), 40_960);
  expect(await found(true)).toEqual([expect.stringMatching(/^store: .*damaged/)]);
});

test("problems of config.json are named", async () => {
  writeFileSync(join(folder, "config.json"), '{ "websocket": { "port": "many" } }');
  expect(await found()).toEqual([
    expect.stringMatching(/^config: websocket\.port must be a whole number/),
    expect.stringMatching(/^files: can't be checked: /),
  ]);
});

test("a restore that was broken off is finished", async () => {
  const list = { kept: "replaced-before", entries: [{ name: "config.json", isNew: true }] };
  for (const name of ["restoring", "replaced-before"]) mkdirSync(join(folder, "db", name));
  writeFileSync(join(folder, "db", "restoring", "config.json"), "{}");
  writeFileSync(join(folder, "db", "restore.json"), JSON.stringify(list));
  expect(await found()).toEqual(["restore: a restore was broken off"]);
  expect((await cli("--repair")).code).toBe(0);
  expect(await found()).toEqual([]);
});

test("it refuses a folder with a running server, and one without a database", async () => {
  const server = await startTestServer({ folder });
  const busy = await cli();
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining("in use by another server")]);
  await server.stop();
  const nowhere = await run("cli/main.ts", ["doctor", "--data", join(folder, "none")]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("does not exist")]);
});

test("a database of an earlier version is written anew, and shrinks from then on", async () => {
  const earlier = new Database(database());
  earlier.run("PRAGMA auto_vacuum = NONE");
  earlier.run("VACUUM");
  earlier.close();
  const fault = "store: the file never becomes smaller: it was made by an earlier version";
  expect(await found()).toEqual([fault]);
  expect(await found(true)).toEqual([fault]);
  expect(await found()).toEqual([]);
  using again = new Database(database(), { readonly: true });
  expect(again.query("PRAGMA auto_vacuum").all()).toEqual([{ auto_vacuum: 2 }]);
});
