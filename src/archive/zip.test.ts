import { afterEach, beforeEach, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../tests/support/server.ts";
import { zipFolder } from "./zip.ts";

let work: string;
beforeEach(() => {
  work = newFolder();
});
afterEach(() => rmSync(work, { recursive: true }));

test.skipIf(!existsSync("/dev/full"))("a full disk ends it with an error, and nothing is left", async () => {
  const folder = join(work, "content");
  mkdirSync(folder);
  // More than the packer holds back, so that it waits for the writer.
  writeFileSync(join(folder, "noise"), randomBytes(8 * 1024 * 1024));
  const file = join(work, "all.zip");
  symlinkSync("/dev/full", `${file}.unfinished`);
  await expect(zipFolder(folder, file)).rejects.toThrow("ENOSPC");
  for (const path of [file, `${file}.unfinished`]) {
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  }
});
