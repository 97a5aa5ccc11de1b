/**
 * Upgrades: a database of every earlier schema, with rows in all of its tables, becomes one of the newest. Steps of a
 * release never change, so the first of them make the schema of any released version.
 */
import { Database, type SQLQueryBindings } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { steps } from "../../../tests/support/landed-steps.ts";
import { migrations } from "../migrations.ts";
import { open } from "./database.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upgrade-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Column {
  readonly name: string;
  readonly type: string;
  readonly hidden: number;
  readonly notnull: number;
  readonly pk: number;
}

/** Makes the database of a server that knew only the first steps. Each table gets a row. */
function earlier(file: string, known: number): Map<string, object[]> {
  const sqlite = new Database(file, { create: true });
  open({ file: join(folder, "newest.db"), mode: "write", synchronous: "OFF" }).close();
  const newest = new Database(join(folder, "newest.db"));
  const mark = newest.query<{ application_id: number }, []>("PRAGMA application_id").get()?.application_id;
  newest.close();
  sqlite.run(`PRAGMA application_id = ${mark}`);
  sqlite.run("CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
  for (const { statements } of migrations.slice(0, known)) {
    for (const statement of statements) sqlite.run(statement);
  }
  sqlite.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", [String(known)]);
  for (const table of tablesOf(sqlite)) if (table !== "meta") insertRow(sqlite, table);
  const rows = rowsOf(sqlite);
  sqlite.close();
  return rows;
}

/** Without those of SQLite and of the full-text index. */
function tablesOf(sqlite: Database): string[] {
  return sqlite
    .query<{ name: string }, []>(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'",
    )
    .all()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("sqlite_"));
}

function insertRow(sqlite: Database, table: string): void {
  const columns = sqlite.query<Column, []>(`PRAGMA table_xinfo('${table}')`).all();
  const given = columns.filter(({ hidden }) => hidden === 0);
  const values = given.map(({ name, type, notnull, pk }): SQLQueryBindings => {
    // So nobody has left, was banned or is timed out, whose rows some steps change.
    if (notnull === 0 && pk === 0) return null;
    if (type === "INTEGER" || type === "REAL") return 1;
    if (type === "BLOB") return new Uint8Array([1]);
    return `[${JSON.stringify(name)}]`;
  });
  const names = given.map(({ name }) => `"${name}"`).join(", ");
  const marks = given.map(() => "?").join(", ");
  sqlite.run(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${marks})`, values);
}

function rowsOf(sqlite: Database): Map<string, object[]> {
  return new Map(
    tablesOf(sqlite).map((table) => [table, sqlite.query<object, []>(`SELECT * FROM "${table}"`).all()]),
  );
}

function schemaOf(file: string): unknown[] {
  const sqlite = new Database(file);
  const found = sqlite.query("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").all();
  sqlite.close();
  return found;
}

const everySchema = migrations.map((_, index) => index + 1);

test.each(everySchema)("a database of schema %d becomes the newest, and keeps its rows", (known) => {
  const file = join(folder, "server.db");
  const before = earlier(file, known);
  open({ file, mode: "write", synchronous: "OFF" }).close();
  expect(schemaOf(file)).toEqual(schemaOf(join(folder, "newest.db")));
  const sqlite = new Database(file);
  const after = rowsOf(sqlite);
  expect(sqlite.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  sqlite.close();
  // The index of the search is made anew by some steps, from the messages.
  for (const table of before.keys()) if (table === "meta" || table.startsWith("search")) before.delete(table);
  for (const [table, rows] of before) expect(after.get(table), table).toMatchObject(rows);
});

const hashOf = (statements: readonly string[]) =>
  createHash("sha256").update(statements.join(";\n")).digest("hex").slice(0, 16);

test("a step that has landed is not changed, moved or removed", () => {
  const now = migrations.map(({ name, statements }) => [hashOf(statements), name]);
  expect(now.slice(0, steps.length)).toEqual(steps.map((step) => [...step]));
});

test("all steps of a release are listed in landed-steps.ts", () => {
  const root = join(import.meta.dir, "../../..");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const isReleased = readFileSync(join(root, "CHANGELOG.md"), "utf8").includes(`\n## ${version} `);
  if (isReleased) expect(steps.length).toBe(migrations.length);
});
