/** The command line looks for files that are missing, and for those that nobody knows. */
import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./support/run.ts";
import { openTown, type Town } from "./support/town.ts";
import { pdf, upload } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

test("says what is missing and what is not known, and removes that only if asked", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  for (const text of ["kept", "lost"]) await upload(mira, town.server.url, { bytes: pdf(text) });
  const { folder } = town.server;
  const cli = (...args: string[]) => run("cli/main.ts", ["files", "--data", folder, ...args]);
  const busy = await cli();
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining("server")]);
  await town.server.stop();

  const pathOf = (hash: string) => join(folder, "files", hash.slice(0, 2), hash.slice(2, 4), hash);
  const lost = new Bun.CryptoHasher("sha256").update(pdf("lost")).digest("hex");
  rmSync(pathOf(lost));
  const stray = "5".repeat(64);
  mkdirSync(dirname(pathOf(stray)), { recursive: true });
  writeFileSync(pathOf(stray), "stray");

  const report = { files: 1, bytes: 14, missing: [lost], unknown: [stray], removed: 0 };
  const first = await cli("--json");
  expect([first.code, JSON.parse(first.stdout)]).toEqual([0, report]);
  expect((await cli()).stdout).toContain(`not known to the database: ${stray}`);
  expect(JSON.parse((await cli("--remove", "--json")).stdout)).toEqual({ ...report, removed: 1 });
  expect(existsSync(pathOf(stray))).toBe(false);
  expect(JSON.parse((await cli("--json")).stdout)).toEqual({ ...report, unknown: [] });
  const nowhere = await run("cli/main.ts", ["files", "--data", join(folder, "none")]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("does not exist")]);
});
