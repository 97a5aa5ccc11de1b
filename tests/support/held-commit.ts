/**
 * Loaded in the thread of the writer before its own code: each COMMIT says that it is reached, by making the file
 * `reached` in the folder that the environment names, and goes on when there is a file `go`; with a file `fail` it
 * fails instead. Without the folder's `hold` nothing is different.
 */
import { Database } from "bun:sqlite";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["HELD_COMMITS"] ?? "";
const has = (name: string) => existsSync(join(folder, name));

const prepare = Database.prototype.prepare;
Database.prototype.prepare = function (this: Database, ...given: Parameters<typeof prepare>) {
  const statement = prepare.apply(this, given);
  if (given[0] !== "COMMIT") return statement;
  const { run } = statement;
  return Object.assign(statement, {
    run() {
      if (has("hold")) writeFileSync(join(folder, "reached"), "");
      while (has("hold") && !has("go") && !has("fail")) Bun.sleepSync(5);
      if (has("fail")) throw new Error("disk I/O error");
      return run.call(statement);
    },
  });
} as typeof prepare;
