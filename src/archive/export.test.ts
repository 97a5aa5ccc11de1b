import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fullDataFolder } from "../../tests/support/archives.ts";
import { newFolder } from "../../tests/support/server.ts";
import { withStore } from "./export.ts";
import { exportUser } from "./export-user.ts";
import { createReport } from "./report.ts";
import { writeFolder } from "./write-folder.ts";

let work: string;
beforeEach(() => {
  work = newFolder();
});
afterEach(() => rmSync(work, { recursive: true }));

test("a file that is removed meanwhile is left out", async () => {
  fullDataFolder(join(work, "data"));
  const target = join(work, "copy");
  await withStore(join(work, "data"), async ({ copy }) => {
    expect(await copy("gone.gif", target)).toBe(false);
    expect(await copy("0".repeat(64), target)).toBe(false);
    expect(await copy("fox.gif", target)).toBe(true);
  });
});

test("an asset without its file is no record of the archive", async () => {
  const report = createReport();
  const folder = join(work, "archive");
  const records = [{ kind: "asset", name: "gone.gif", file: "gone.gif" }] as const;
  await writeFolder(folder, { records, copy: async () => false, report, now: 0 });
  expect(report.result()).toMatchObject({
    counts: { asset: { read: 1, imported: 0, skipped: 1 } },
    problems: [{ reason: "its file is gone", examples: ["gone.gif"] }],
  });
  expect(existsSync(join(folder, "asset.jsonl"))).toBe(false);
});

test("an error that is not of the database stays as it is, whatever words are in it", async () => {
  fullDataFolder(join(work, "data"));
  for (const name of ["joyfull", "busybody", "locked", "readonly"]) {
    await expect(exportUser(join(work, "data"), name, join(work, "user.zip"))).rejects.toThrow(
      `There is no user '${name}'`,
    );
  }
});

test("a full disk is said of the file that was being written", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const copy = () => Promise.reject(full);
  const records = [{ kind: "asset", name: "fox.gif", file: "fox.gif" }] as const;
  const folder = join(work, "archive");
  await expect(writeFolder(folder, { records, copy, report: createReport(), now: 0 })).rejects.toThrow(
    `${folder} cannot be written: the disk is full`,
  );
});
