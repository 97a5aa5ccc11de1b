/** Exports and imports that are killed, or that the disk has no space for: they can be run again, and nothing is half. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../src/db/sqlite/lock.ts";
import { addMessages, contentOf, faultsOf, fullDataFolder } from "./support/archives.ts";
import { run, withoutLog } from "./support/run.ts";
import { newFolder, startTestServer } from "./support/server.ts";
import { smallDisk } from "./support/small-disk.ts";
import { until } from "./support/until.ts";

/** Enough for several transactions. */
const more = 22_000;
const kills = 2;
// `CRASH_SEED=…` repeats a run's random choices (though not the machine's timing).
const seed = Number(process.env["CRASH_SEED"] ?? Date.now() % 1_000_000);

let work: string;
beforeEach(async () => {
  work = newFolder();
  fullDataFolder(within("old"));
  await cli("export", within("archive"), "--data", within("old"));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const within = (...names: string[]) => join(work, ...names);
const cli = (...args: string[]) => run("cli/main.ts", args);

/** Runs a command and kills it after a moment that begins when the path is there. It may have ended before. */
async function killed(path: string, milliseconds: number, ...args: string[]): Promise<void> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../src/cli/main.ts"), ...args], {
    stdout: "ignore",
    stderr: "ignore",
  });
  await until(path, () => (existsSync(path) || child.exitCode !== null ? true : undefined));
  await Bun.sleep(milliseconds);
  child.kill("SIGKILL");
  await child.exited;
}

test("a killed import goes on, and a server refuses to start before it has ended", async () => {
  addMessages(within("archive"), more);
  await killed(within("data", "config.json"), 0, "import", within("archive"), "--data", within("data"));
  const refused = await run("main.ts", ["--data", within("data"), "--port", "0"]);
  expect(refused.code).not.toBe(0);
  expect(withoutLog(refused.stderr).join() + refused.stdout + refused.stderr).toContain("was broken off");
  const lock = takeLock(within("data", "db"));
  const busy = await run("main.ts", ["--data", within("data"), "--port", "0"]);
  lock.release();
  expect(busy.stdout + busy.stderr).toContain("is under way");
  for (let time = 0; time < kills; time++) {
    const moment = ((seed * (time + 7)) % 1000) / 2;
    await killed(within("data", "db"), moment, "import", within("archive"), "--data", within("data"));
  }
  const ended = await cli("import", within("archive"), "--data", within("data"), "--json");
  expect([ended.code, JSON.parse(ended.stdout)], `CRASH_SEED=${seed}`).toMatchObject([0, { problems: [] }]);
  await cli("import", within("archive"), "--data", within("straight"));
  for (const name of ["data", "straight"])
    await cli("export", within(`${name} again`), "--data", within(name));
  const again = contentOf(within("data again"));
  expect(again, `CRASH_SEED=${seed}`).toEqual(contentOf(within("straight again")));
  expect(again["messages/c1.jsonl"]?.split("\n")).toHaveLength(more + 8);
  const server = await startTestServer({ folder: within("data") });
  await server.stop();
  expect(readdirSync(within("data", "db"))).not.toContain("server.db.importing");
}, 120_000);

test("a killed export leaves nothing under its name, and can be run again", async () => {
  addMessages(within("archive"), more);
  await cli("import", within("archive"), "--data", within("data"));
  const target = within("out");
  for (let time = 0; time < kills; time++) {
    const moment = ((seed * (time + 3)) % 1000) / 4;
    await killed(`${target}.unfinished`, moment, "export", target, "--data", within("data"));
    if (existsSync(target)) rmSync(target, { recursive: true });
  }
  expect((await cli("export", target, "--data", within("data"))).code).toBe(0);
  await cli("export", within("straight"), "--data", within("data"));
  expect(contentOf(target), `CRASH_SEED=${seed}`).toEqual(contentOf(within("straight")));
  expect(readdirSync(work)).not.toContain("out.unfinished");
}, 120_000);

const disk = smallDisk("6m");
disk?.remove();
test.skipIf(!disk)(
  "without space the command says so, and goes on when there is some",
  async () => {
    addMessages(within("archive"), more);
    const small = smallDisk("6m");
    if (!small) throw new Error("no disk");
    try {
      const [data, out] = [join(small.folder, "data"), join(small.folder, "out")];
      const refused = await cli("import", within("archive"), "--data", data);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("the disk is full")]);
      expect(existsSync(join(data, "db", "server.db"))).toBe(false);
      rmSync(data, { recursive: true });

      await cli("import", within("archive"), "--data", within("data"));
      small.leave?.(1_000_000);
      const unwritten = await cli("export", out, "--data", within("data"));
      expect([unwritten.code, unwritten.stderr]).toEqual([1, expect.stringContaining("the disk is full")]);
      expect(readdirSync(small.folder)).toEqual(["ballast"]);
      small.free(null);
      expect((await cli("export", out, "--data", within("data"))).code).toBe(0);
      expect(faultsOf(within("data"))).toEqual([]);
    } finally {
      small.remove();
    }
  },
  60_000,
);
