import { Database as Sqlite } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./database.ts";
import { createFreePages, keptPages } from "./free-pages.ts";

const pages = 3000;

/** A table of so many pages, which is emptied. */
function filled(sqlite: Sqlite): void {
  sqlite.run("CREATE TABLE big (text TEXT)");
  const insert = sqlite.query("INSERT INTO big VALUES (?)");
  sqlite.transaction(() => {
    for (let n = 0; n < pages; n++) insert.run("x".repeat(4000));
  })();
  sqlite.run("DROP TABLE big");
}
const free = (sqlite: Sqlite) =>
  (sqlite.query("PRAGMA freelist_count").all() as { freelist_count: number }[])[0]?.freelist_count ?? 0;

test("free pages go in steps that follow the time they take, and some stay", () => {
  using sqlite = new Sqlite(":memory:");
  sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
  filled(sqlite);
  let time = 0;
  let pace = 1;
  const giveBack = createFreePages(sqlite, () => {
    time += pace;
    return time;
  });
  const step = () => {
    const before = free(sqlite);
    return giveBack() ? before - free(sqlite) : 0;
  };
  expect([step(), step(), step()]).toEqual([16, 32, 64]);
  pace = 50;
  expect([step(), step(), step()]).toEqual([128, 64, 32]);
  pace = 1;
  while (giveBack()) {}
  expect(free(sqlite)).toBe(keptPages);
});

test("a database that can't shrink in steps is left alone", () => {
  using sqlite = new Sqlite(":memory:");
  filled(sqlite);
  expect(createFreePages(sqlite, () => 0)()).toBe(false);
});

test("the writer's file shrinks, and its log is still its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "free-pages-"));
  const file = join(folder, "server.db");
  const database = open({ file, mode: "write", synchronous: "OFF" });
  const run = (text: string) => database.run({ text, values: [] });
  run("CREATE TABLE big (text TEXT)");
  run(
    `INSERT INTO big WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${pages}) SELECT hex(zeroblob(2000)) FROM n`,
  );
  run("DROP TABLE big");
  database.committed();
  for (let steps = 0; steps < 500; steps++) database.checkpoint(true);
  expect(run("PRAGMA freelist_count")).toEqual([{ freelist_count: keptPages }]);
  database.close();
  open({ file, mode: "write", synchronous: "OFF" }).close();
  rmSync(folder, { recursive: true });
});
