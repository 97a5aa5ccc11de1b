/** Scheduled backups: when they are made, how many are kept, and what is told of failures. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programCommand } from "../src/programs/programs.ts";
import { type Backups, startBackups } from "../src/upkeep/backups.ts";
import { fullDataFolder } from "./support/archives.ts";
import { newFolder, startTestServer } from "./support/server.ts";

const hour = 3_600_000;
let folder: string;
let backups: Backups;
let now: number;
let setting: { every_hours: number; folder: string | null; keep: number; files: boolean };
const lines: string[] = [];
beforeEach(() => {
  folder = newFolder();
  fullDataFolder(folder);
  now = Date.parse("2026-03-01T10:00:00Z");
  setting = { every_hours: 6, folder: null, keep: 2, files: true };
  lines.length = 0;
  const note = (text: string, fields?: object) => void lines.push(`${text} ${JSON.stringify(fields)}`);
  const log = { info: note, error: note } as unknown as Parameters<typeof startBackups>[0]["log"];
  const program = programCommand("cli");
  backups = startBackups({ program, dataFolder: folder, backup: () => setting, log, now: () => now });
});
afterEach(() => {
  backups.stop();
  rmSync(folder, { recursive: true, force: true });
});

const made = () => readdirSync(join(folder, "backups")).toSorted();

test("one is made when it is due, and only so many are kept", async () => {
  await backups.look();
  expect(made()).toEqual(["backup-2026-03-01T10-00-00Z"]);
  expect([backups.newest, backups.isFailing]).toEqual([now / 1000, false]);
  now += 5 * hour;
  await backups.look();
  expect(made()).toHaveLength(1);
  mkdirSync(join(folder, "backups", "mine"));
  mkdirSync(join(folder, "backups", "backup-2026-03-01T11-00-00Z.unfinished"));
  for (let time = 0; time < 2; time++) {
    now += 6 * hour;
    await backups.look();
  }
  expect(made()).toEqual(["backup-2026-03-01T21-00-00Z", "backup-2026-03-02T03-00-00Z", "mine"]);
  expect(lines.at(-1)).toContain('"removed":["backup-2026-03-01T10-00-00Z"]');
}, 30_000);

test("their folder is not read until the schedule is on", () => {
  mkdirSync(join(folder, "backups", "backup-2026-02-01T10-00-00Z"), { recursive: true });
  const newestAfterStartWith = (every_hours: number) => {
    setting.every_hours = every_hours;
    const started = startBackups({
      program: [],
      dataFolder: folder,
      backup: () => setting,
      log: {} as never,
      now: () => now,
    });
    started.stop();
    setting.every_hours = 6;
    return started.newest;
  };
  expect(newestAfterStartWith(6)).toBe(Date.parse("2026-02-01T10:00:00Z") / 1000);
  // The first look after a minute reads it.
  expect(newestAfterStartWith(0)).toBe(null);
});

test("none is made while the schedule is off, and one from the future doesn't count", async () => {
  setting.every_hours = 0;
  await backups.look();
  expect(readdirSync(folder)).not.toContain("backups");
  expect(backups.newest).toBe(null);
  setting.every_hours = 1;
  mkdirSync(join(folder, "backups", "backup-2031-01-01T00-00-00Z"), { recursive: true });
  await backups.look();
  expect(made()).toContain("backup-2026-03-01T10-00-00Z");
}, 30_000);

test("a failure is logged and told, the earlier backups stay, and a later try mends it", async () => {
  setting.folder = join(folder, "elsewhere");
  writeFileSync(setting.folder, "a file in the way");
  await backups.look();
  expect(backups.isFailing).toBe(true);
  expect(lines).toEqual([expect.stringContaining("The scheduled backup failed")]);
  rmSync(setting.folder);
  await backups.look();
  expect(backups.isFailing).toBe(true);
  now += hour;
  await backups.look();
  expect([backups.isFailing, readdirSync(setting.folder)]).toEqual([false, ["backup-2026-03-01T11-00-00Z"]]);
}, 30_000);

test("metrics tell of the newest backup and of failures", async () => {
  const server = await startTestServer({ folder, config: { backup: { every_hours: 6 } } });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain("\noriginchats_backup_failing 0\n");
  await server.stop();
}, 30_000);
