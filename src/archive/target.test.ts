import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newFolder } from "../../tests/support/server.ts";
import { takeLock } from "../db/sqlite/lock.ts";
import type { ArchiveRecord } from "./records.ts";
import { createReport } from "./report.ts";
import type { ArchiveSource } from "./source.ts";
import { openRehearsal } from "./target.ts";
import { writeStore } from "./write-store.ts";

let work: string;
beforeEach(() => {
  work = newFolder();
});
afterEach(() => rmSync(work, { recursive: true }));

const data = (...names: readonly string[]) => join(work, "data", ...names);
const server: ArchiveRecord = { kind: "server", format: 1 };

function importOf(records: () => Iterable<ArchiveRecord>, report = createReport()) {
  const source: ArchiveSource = {
    id: "test",
    what: "a test",
    messages: 0,
    records,
    file: (name) => join(work, name),
  };
  return writeStore({ source, dataFolder: data(), now: 0, report });
}

test("an import whose last check fails leaves the lock to the next one", async () => {
  const losing = function* () {
    yield server;
    rmSync(data("db", "server.db.importing"));
  };
  await expect(importOf(losing)).rejects.toThrow("server.db.importing");
  takeLock(data("db")).release();
});

test.skipIf(process.platform !== "linux")("a rehearsal leaves no files, however it ends", () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("import-"));
  const before = folders();
  const target = openRehearsal("test");
  expect(folders()).toEqual(before);
  target.setMeta("signing_url", "https://chat.example");
  expect(target.meta("signing_url")).toBe("https://chat.example");
  expect(target.finish()).toEqual({ members: 0, messages: 0, newest: null });
});

test("an asset that is there is compared, and stays", async () => {
  writeFileSync(join(work, "fox"), "a picture");
  const asset = (name: string): ArchiveRecord => ({ kind: "asset", name, file: "fox" });
  mkdirSync(data("db", "serverAssets"), { recursive: true });
  const place = (name: string) => data("db", "serverAssets", name);
  writeFileSync(place("same.gif"), "a picture");
  writeFileSync(place("half.gif"), "a pic");
  const report = createReport();
  await importOf(() => [server, asset("new.gif"), asset("same.gif"), asset("half.gif")], report);
  expect(report.result()).toMatchObject({
    counts: { asset: { imported: 1, known: 1, skipped: 1 } },
    problems: [{ reason: "another file with its name is there already", examples: ["half.gif"] }],
  });
  expect([readFileSync(place("new.gif"), "utf8"), readFileSync(place("half.gif"), "utf8")]).toEqual([
    "a picture",
    "a pic",
  ]);
  expect(existsSync(data("db", "serverAssets.importing"))).toBe(false);
});
