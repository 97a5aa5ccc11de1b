import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./database.ts";

/** SQLite answers with the number of the setting. */
test.each([
  ["OFF", 0],
  ["NORMAL", 1],
  ["FULL", 2],
])("synchronous %s holds for the connection that writes, with a write-ahead log", (synchronous, number) => {
  const folder = mkdtempSync(join(tmpdir(), "database-"));
  const database = open({ file: join(folder, "server.db"), mode: "write", synchronous });
  const pragma = (name: string) => database.run({ text: `PRAGMA ${name}`, values: [] });
  expect(pragma("synchronous")).toEqual([{ synchronous: number }]);
  expect(pragma("journal_mode")).toEqual([{ journal_mode: "wal" }]);
  database.close();
  rmSync(folder, { recursive: true });
});
