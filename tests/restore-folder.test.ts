/** Restoring a backup that is a folder: all of it or nothing, also if the command is killed. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { folderPlace } from "../src/files/folder.ts";
import { finishReplacing } from "../src/startup/replacing.ts";
import { contentOf, faultsOf, fullDataFolder } from "./support/archives.ts";
import { countIn } from "./support/count-in.ts";
import { startFakeS3 } from "./support/fake-s3.ts";
import { fileFaults } from "./support/file-checker.ts";
import { run } from "./support/run.ts";
import { newFolder, startTestServer } from "./support/server.ts";
import { smallDisk } from "./support/small-disk.ts";
import { until } from "./support/until.ts";

const kills = 8;
// `CRASH_SEED=…` repeats a run's random choices (though not the machine's timing).
const seed = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);

let work: string;
beforeEach(async () => {
  work = newFolder();
  fullDataFolder(within("old"));
  await cli("backup", within("backup"), "--data", within("old"));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const within = (...names: string[]) => join(work, ...names);
const cli = (...args: string[]) => run("cli/main.ts", args);
const restore = (data: string, ...more: string[]) =>
  cli("restore", within("backup"), "--data", data, ...more);
const hashOf = (bytes: string) => createHash("sha256").update(bytes).digest("hex");
const fileIn = (folder: string, text: string) => folderPlace(join(folder, "files")).path(hashOf(text));
/** Without the database, and without what a killed restore may leave for the next start to remove. */
const restOf = (folder: string) =>
  Object.fromEntries(
    Object.entries(contentOf(folder)).filter(
      ([name]) => !/^(backup\.json|files\/incoming\/|db\/(server\.|replaced-|restoring\/))/.test(name),
    ),
  );
const messagesIn = (folder: string) => countIn(folder, "messages");

/** A folder of another state: no messages, another configuration, other keys, other pictures. */
function anotherFolder(name: string): string {
  cpSync(within("old"), within(name), { recursive: true });
  const database = new Database(within(name, "db", "server.db"));
  database.run("DELETE FROM messages");
  database.close();
  writeFileSync(within(name, "config.json"), '{ "server": { "name": "Hen house" } }');
  writeFileSync(within(name, "db", "vapid.pem"), "another key");
  renameSync(within(name, "db", "serverAssets", "fox.gif"), within(name, "db", "serverAssets", "hen.gif"));
  rmSync(within(name, "files"), { recursive: true });
  return within(name);
}

test("a new folder gets everything, and a server starts on it", async () => {
  const { code, stdout, stderr } = await restore(within("new"), "--json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ restored: within("backup"), kept: null, uploads: 2 });
  expect(restOf(within("new"))).toEqual(restOf(within("old")));
  expect(faultsOf(within("new"))).toEqual([]);
  expect(fileFaults(within("new"))).toEqual([]);
  expect(existsSync(within("new", "db", "restoring"))).toBe(false);
  const server = await startTestServer({ folder: within("new") });
  await server.stop();
});

test("what was there is kept, and nothing of it is mixed with the backup", async () => {
  const data = anotherFolder("data");
  const before = restOf(data);
  // Of a restore that was killed while it wrote its list.
  writeFileSync(join(data, "db", "restore.json.4711.tmp"), "{");
  expect((await restore(data, "--yes")).code).toBe(0);
  expect(restOf(data)).toEqual(restOf(within("old")));
  expect(messagesIn(data)).toBe(messagesIn(within("old")));
  const [kept = ""] = readdirSync(join(data, "db")).filter((name) => name.startsWith("replaced-"));
  for (const [name, text] of Object.entries(before)) {
    const path = join(data, "db", kept, name.replace(/^db\//, ""));
    expect([name, readFileSync(path, "utf8")]).toEqual([name, text]);
  }
  // To go back, its database is restored.
  expect((await cli("restore", join(data, "db", kept, "server.db"), "--data", data, "--yes")).code).toBe(0);
  expect(messagesIn(data)).toBe(0);
});

test("half a backup is refused, and the folder stays as it is", async () => {
  const data = anotherFolder("data");
  const before = contentOf(data);
  const whole = within("whole");
  cpSync(within("backup"), whole, { recursive: true });
  const cases: [() => void, RegExp][] = [
    [() => rmSync(within("backup", "backup.json")), /has no backup\.json: it is not a whole backup/],
    [() => truncateSync(within("backup", "backup.json"), 20), /backup\.json is not JSON/],
    [
      () => writeFileSync(within("backup", "backup.json"), '{"format":2}'),
      /is not the list of a backup that this server knows/,
    ],
    [() => rmSync(within("backup", "db", "vapid.pem")), /vapid\.pem is missing: the backup is not whole/],
    [() => writeFileSync(within("backup", "config.json"), "{}"), /config\.json is not as backup\.json says/],
    [() => truncateSync(within("backup", "db", "server.db"), 8192), /server\.db is not as backup\.json says/],
    [
      () => rmSync(fileIn(within("backup"), "tea 2")),
      /is missing or of another size: the backup is not whole/,
    ],
    [
      () => {
        rmSync(fileIn(within("backup"), "tea 2"));
        writeFileSync(fileIn(within("backup"), "tea 2"), "tea?!");
      },
      /is damaged$/,
    ],
  ];
  for (const [spoil, reason] of cases) {
    rmSync(within("backup"), { recursive: true });
    cpSync(whole, within("backup"), { recursive: true });
    spoil();
    const { code, stdout } = await restore(data, "--yes", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([1, { error: expect.stringMatching(reason), code: "failed" }]);
    expect(contentOf(data)).toEqual(before);
  }
});

test("a restore that stops between any two moves is finished by the next start", async () => {
  expect((await restore(within("straight"))).code).toBe(0);
  const wanted = restOf(within("straight"));
  for (let moves = 0, isOver = false; !isOver; moves++) {
    const data = anotherFolder(`data ${moves}`);
    const waiting = join(data, "db", "restoring");
    mkdirSync(join(data, "db", "replaced-before"));
    cpSync(within("backup", "db"), waiting, { recursive: true });
    cpSync(within("backup", "config.json"), join(waiting, "config.json"));
    cpSync(within("backup", "files"), join(data, "files"), { recursive: true });
    const names = ["db/server.db", "config.json", "db/sealing.key", "db/vapid.pem", "db/serverAssets"];
    const list = { kept: "replaced-before", entries: names.map((name) => ({ name, isNew: true })) };
    writeFileSync(join(data, "db", "restore.json"), JSON.stringify(list));
    let left = moves;
    try {
      finishReplacing(data, (from, to) => {
        if (left-- === 0) throw new Error("killed");
        renameSync(from, to);
      });
      isOver = true;
    } catch {
      expect(existsSync(join(data, "db", "restore.json"))).toBe(true);
    }
    await cli("backup", within(`check ${moves}.db`), "--data", data);
    expect([moves, restOf(data)]).toEqual([moves, wanted]);
    expect(messagesIn(data)).toBe(messagesIn(within("old")));
    expect(readFileSync(join(data, "db", "replaced-before", "vapid.pem"), "utf8")).toBe("another key");
  }
});

test(`${kills} times kill -9: afterwards everything is old or everything is new`, async () => {
  const earlier = anotherFolder("another");
  const stateOf = (folder: string) => {
    const { "config.json": config, ...rest } = restOf(folder);
    const assets = Object.keys(rest).filter((name) => name.includes("Assets"));
    return JSON.stringify([config, rest["db/vapid.pem"], assets]);
  };
  const states = [stateOf(earlier), stateOf(within("old"))];
  for (let time = 0; time < kills; time++) {
    const data = within("data");
    rmSync(data, { recursive: true, force: true });
    cpSync(earlier, data, { recursive: true });
    const child = Bun.spawn(
      [
        process.execPath,
        join(import.meta.dir, "../src/cli/main.ts"),
        "restore",
        within("backup"),
        "--data",
        data,
        "--yes",
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    await until("the beginning", () =>
      existsSync(join(data, "db", "restoring")) || child.exitCode !== null ? true : undefined,
    );
    await Bun.sleep(((seed * (time + 7)) % 1000) / 25);
    child.kill("SIGKILL");
    await child.exited;
    await cli("backup", within(`check ${time}.db`), "--data", data);
    const state = states.indexOf(stateOf(data));
    const expected = [0, messagesIn(within("old"))][state] ?? "of neither state";
    expect(`CRASH_SEED=${seed}: ${messagesIn(data)}`).toBe(`CRASH_SEED=${seed}: ${expected}`);
    expect((await restore(data, "--yes")).code).toBe(0);
    expect(restOf(data)).toEqual(restOf(within("old")));
  }
}, 60_000);

const disk = smallDisk("3m");
disk?.remove();
test.skipIf(!disk)("without space the command says so, and everything is as before", async () => {
  const small = smallDisk("3m");
  if (!small) throw new Error("no disk");
  try {
    const data = join(small.folder, "data");
    cpSync(anotherFolder("another"), data, { recursive: true });
    const before = restOf(data);
    small.leave?.(100_000);
    const { code, stderr } = await restore(data, "--yes");
    expect([code, stderr]).toEqual([1, expect.stringContaining("the disk is full")]);
    expect([restOf(data), messagesIn(data)]).toEqual([before, 0]);
    small.free(null);
    expect((await restore(data, "--yes")).code).toBe(0);
  } finally {
    small.remove();
  }
});

test("files go into the object store that the backup's configuration names", async () => {
  const s3 = startFakeS3();
  try {
    writeFileSync(within("old", "config.json"), JSON.stringify({ files: { store: "s3", s3: s3.settings } }));
    for (const text of ["tea 1", "tea 2"]) s3.objects.set(`chat/files/${hashOf(text)}`, Buffer.from(text));
    rmSync(within("backup"), { recursive: true });
    await cli("backup", within("backup"), "--data", within("old"));
    s3.objects.clear();
    expect((await restore(within("new"))).code).toBe(0);
    expect(s3.objects.get(`chat/files/${hashOf("tea 1")}`)?.toString()).toBe("tea 1");
    expect(s3.objects.size).toBe(2);
  } finally {
    await s3.stop();
  }
});
