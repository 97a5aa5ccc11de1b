/** One SQLite connection: opened with care, with its prepared statements. */

import { SQLiteError, Database as Sqlite, type Statement as SqliteStatement } from "bun:sqlite";
import { basename } from "node:path";
import { cliCommand } from "../../programs/programs.ts";
import { errorCode, errorText } from "../../text/error-text.ts";
import { migrations } from "../migrations.ts";
import type { SqlValue, Statement } from "../procedure.ts";
import { createFreePages } from "./free-pages.ts";
import { firstRow, markWal, type WalMarks, walBelongs } from "./wal.ts";

export interface Database {
  run(statement: Statement): readonly unknown[];
  readonly inTransaction: boolean;
  /** For the writer, after a commit whose answer has been given. */
  committed(): void;
  /**
   * For the writer, once a second: copies what the write-ahead log holds into the database file, so that a plain copy
   * of the file is never far behind, and shortens a long log. Before that, gives some free pages of the file back.
   *
   * @param idle nothing was written since the last call
   */
  checkpoint(idle: boolean): void;
  close(): void;
}

export interface OpenOptions {
  readonly file: string;
  readonly mode: "write" | "read";
  /** `FULL` survives a power cut, `NORMAL` a crash of the program. */
  readonly synchronous: string;
}

/** Marks the file as ours (SQLite's application_id): "OChS". */
const applicationId = 0x4f436853;
/** Small tables that everything depends on; their pages are checked at each start. */
const checkedTables = ["meta", "users", "roles", "channels"] as const;

/** Pages of 4 KiB that a log may hold before a commit copies them into the database. */
const autocheckpointPages = 4000;
/** Bytes of the log's file beyond which it is shortened, however busy the server is. */
const walLimit = 20 * 1024 * 1024;
/** The same while nothing is written. */
const idleWalLimit = 1024 * 1024;
/** While writes go on without a pause, the log is copied this often. */
const checkpointMilliseconds = 10_000;
const busyMilliseconds = 5000;

/** Opens the database; the writer also creates and migrates it. @throws Error with one line for people */
export function open(options: OpenOptions): Database {
  if (options.mode === "write") refuseForeignWal(options.file);
  const sqlite = connect(options);
  let marks: WalMarks | undefined;
  try {
    sqlite.run(`PRAGMA busy_timeout = ${busyMilliseconds}`);
    if (options.mode === "write") {
      recognise(sqlite, options.file);
      // Of a new file only; others keep what they have until `VACUUM`.
      sqlite.run("PRAGMA auto_vacuum = INCREMENTAL");
      sqlite.run("PRAGMA journal_mode = WAL");
      sqlite.run(`PRAGMA synchronous = ${options.synchronous}`);
      sqlite.run(`PRAGMA wal_autocheckpoint = ${autocheckpointPages}`);
      sqlite.run(`PRAGMA journal_size_limit = ${walLimit}`);
      // FAST would leave deleted text in pages that become free (docs/retention.md).
      sqlite.run("PRAGMA secure_delete = ON");
      // Reading opens the log, without which there is no checkpoint.
      firstRow(sqlite, "SELECT 1 FROM sqlite_master LIMIT 1");
      checkpoint(sqlite, "TRUNCATE");
      // A database in memory, as in tests, has no log beside it.
      if (options.file !== ":memory:") marks = markWal(sqlite, options.file, options.synchronous);
      migrate(sqlite);
      checkpoint(sqlite, "PASSIVE");
    }
    sqlite.run("PRAGMA cache_size = -65536");
    sqlite.run("PRAGMA temp_store = MEMORY");
    // With a memory map, reading a file that somebody truncates would end the process by SIGBUS (decision 0020).
    sqlite.run("PRAGMA mmap_size = 0");
  } catch (error) {
    marks?.close();
    sqlite.close();
    throw explain(error, options.file);
  }

  /** There may be something in the log that the file lacks. */
  let behind = true;
  let lastCheckpoint = performance.now();
  const giveBack = createFreePages(sqlite, () => performance.now());

  const statements = new Map<string, Prepared>();
  return {
    run({ text, values }) {
      let prepared = statements.get(text);
      if (!prepared) {
        const statement = sqlite.prepare<unknown, SqlValue[]>(text);
        prepared = { statement, answers: statement.columnNames.length > 0 };
        statements.set(text, prepared);
      }
      if (prepared.answers) return prepared.statement.all(...values);
      prepared.statement.run(...values);
      return none;
    },
    get inTransaction() {
      return sqlite.inTransaction;
    },
    committed() {
      behind = true;
      marks?.refresh();
    },
    checkpoint(idle) {
      if (giveBack()) {
        behind = true;
        marks?.refresh();
      }
      const now = performance.now();
      const size = marks?.size() ?? 0;
      const limit = idle ? idleWalLimit : walLimit;
      if (size <= limit && !(behind && (idle || now - lastCheckpoint >= checkpointMilliseconds))) return;
      lastCheckpoint = now;
      // A reader of the old state, also one of another program, holds the rest up until the next call.
      behind = !checkpoint(sqlite, size > limit ? "TRUNCATE" : "PASSIVE");
    },
    close() {
      marks?.close();
      for (const { statement } of statements.values()) statement.finalize();
      sqlite.close();
    },
  };
}

interface Prepared {
  readonly statement: SqliteStatement<unknown, SqlValue[]>;
  /** It has columns. Bun lists their names anew each time it is asked, which costs half a small query. */
  readonly answers: boolean;
}

const none: readonly unknown[] = [];

/**
 * Opens a database that nobody else uses while much is written into it, and makes or migrates it. What was committed
 * stays when the process is killed.
 *
 * @throws Error with one line for people
 */
export function openForImport(file: string): Sqlite {
  open({ file, mode: "write", synchronous: "NORMAL" }).close();
  const sqlite = connect({ file, mode: "write", synchronous: "NORMAL" });
  try {
    sqlite.run("PRAGMA synchronous = NORMAL");
    sqlite.run(`PRAGMA wal_autocheckpoint = ${autocheckpointPages}`);
    sqlite.run("PRAGMA cache_size = -131072");
    sqlite.run("PRAGMA temp_store = MEMORY");
    sqlite.run("PRAGMA mmap_size = 0");
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw explain(error, file);
  }
}

/** Copies the log into the database without waiting for anybody; true when all of it was copied. */
function checkpoint(sqlite: Sqlite, kind: "PASSIVE" | "TRUNCATE"): boolean {
  // TRUNCATE would wait for readers, and every write with it.
  sqlite.run("PRAGMA busy_timeout = 0");
  try {
    const result = firstRow<{ busy: number; log: number; checkpointed: number }>(
      sqlite,
      `PRAGMA wal_checkpoint(${kind})`,
    );
    return result?.busy === 0 && result.log === result.checkpointed;
  } finally {
    sqlite.run(`PRAGMA busy_timeout = ${busyMilliseconds}`);
  }
}

/** @throws Error when the log beside the file was written for another state of it */
export function refuseForeignWal(file: string): void {
  let belongs: boolean;
  try {
    belongs = walBelongs(file);
  } catch {
    // Opening the database says why it can't be read.
    return;
  }
  if (belongs) return;
  throw new Error(
    `${file}-wal was not written for this ${basename(file)}, and would damage it: the file was replaced while changes of another one lay in the -wal file. If ${basename(file)} is the one you want, move ${basename(file)}-wal and ${basename(file)}-shm away and start again; otherwise put the earlier ${basename(file)} back. \`${cliCommand} restore\` does this safely`,
  );
}

function connect(options: OpenOptions): Sqlite {
  try {
    return options.mode === "write"
      ? new Sqlite(options.file, { create: true, readwrite: true })
      : new Sqlite(options.file, { readonly: true });
  } catch (error) {
    throw explain(error, options.file);
  }
}

/** Before anything is written: is it ours, or empty, and in good health? */
function recognise(sqlite: Sqlite, file: string): void {
  const tables = firstRow(sqlite, "SELECT 1 FROM sqlite_master LIMIT 1");
  if (!tables && applicationOf(sqlite) === 0) return;
  refuseOtherDatabase(sqlite, file);
  if (!tables) return;
  for (const table of checkedTables) {
    const check = firstRow<{ quick_check: string }>(sqlite, `PRAGMA quick_check('${table}')`);
    if (check?.quick_check !== "ok")
      throw new Error(`database disk image is malformed: ${check?.quick_check}`);
  }
}

function applicationOf(sqlite: Sqlite): number {
  return firstRow<{ application_id: number }>(sqlite, "PRAGMA application_id")?.application_id ?? 0;
}

/** @throws Error when the database is another program's, or of a newer version of this one */
export function refuseOtherDatabase(sqlite: Sqlite, file: string): void {
  if (applicationOf(sqlite) !== applicationId) {
    throw new Error(
      `${file} is not a database of this server; move it away, or choose another --data folder`,
    );
  }
  const tables = firstRow(sqlite, "SELECT 1 FROM sqlite_master WHERE name = 'meta'");
  const version = tables ? schemaVersion(sqlite) : 0;
  if (version <= migrations.length) return;
  throw new Error(
    `${file} was written by a newer server (schema ${version}, this one knows ${migrations.length}); start the newer server, or restore a backup`,
  );
}

function schemaVersion(sqlite: Sqlite): number {
  const stored = firstRow<{ value: string }>(sqlite, "SELECT value FROM meta WHERE key = 'schema_version'");
  return Number(stored?.value ?? 0);
}

/** All steps that are missing, as a whole: a start that is broken off leaves the database as it was. */
function migrate(sqlite: Sqlite): void {
  sqlite.transaction(() => {
    sqlite.run(`PRAGMA application_id = ${applicationId}`);
    sqlite.run("CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
    for (const { statements } of migrations.slice(schemaVersion(sqlite))) {
      for (const statement of statements) sqlite.run(statement);
    }
    sqlite.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", [
      String(migrations.length),
    ]);
  })();
}

/**
 * SQLite's own words are short; this says what they mean for the operator. Other errors stay as they are, apart from a
 * full disk.
 */
export function explain(error: unknown, file: string): Error {
  const message = errorText(error);
  const isOfSqlite = error instanceof SQLiteError;
  // The checks of this server speak in SQLite's words.
  const isMalformed = message.startsWith("database disk image is malformed");
  if (isMalformed || (isOfSqlite && /malformed|^file is not a database$/.test(message))) {
    // A check of the pages says more in further lines.
    const [first = ""] = message.split("\n");
    return new Error(
      `${file} is damaged (${first}); restore a backup, or recover it with the sqlite3 tool's .recover`,
    );
  }
  if (!isOfSqlite) return explainFull(error, file);
  if (/locked|busy/.test(message))
    return new Error(`${file} is in use by another process; end that one, then start again`);
  if (/full/.test(message)) return diskFull(file);
  if (/unable to open/.test(message))
    return new Error(`${file} cannot be opened; check that the folder exists and is writable`);
  if (/readonly/.test(message))
    return new Error(`${file} cannot be written; check its owner and permissions`);
  return error;
}

/** An error of the file system as it is; a full disk in words. @param file what was being written, if the error doesn't say */
export function explainFull(error: unknown, file: string): Error {
  if (!(error instanceof Error)) return new Error(errorText(error));
  if (errorCode(error) !== "ENOSPC") return error;
  return diskFull("path" in error && typeof error.path === "string" ? error.path : file);
}

function diskFull(file: string): Error {
  return new Error(`${file} cannot be written: the disk is full; free some space, then start again`);
}
