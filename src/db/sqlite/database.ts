/** One SQLite connection: opened with care, with its prepared statements. */
import { Database as Sqlite, type Statement as SqliteStatement } from "bun:sqlite";
import { reasonOf } from "../../reason.ts";
import { migrations } from "../migrations.ts";
import type { SqlValue, Statement } from "../procedure.ts";

export interface Database {
  run(statement: Statement): readonly unknown[];
  readonly inTransaction: boolean;
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

/** Opens the database; the writer also creates and migrates it. @throws Error with one line for people */
export function open(options: OpenOptions): Database {
  const sqlite = connect(options);
  try {
    sqlite.run("PRAGMA busy_timeout = 5000");
    if (options.mode === "write") {
      recognise(sqlite, options.file);
      sqlite.run("PRAGMA journal_mode = WAL");
      sqlite.run(`PRAGMA synchronous = ${options.synchronous}`);
      sqlite.run("PRAGMA wal_autocheckpoint = 4000");
      // Deleted is deleted: not to be read from free space of the file.
      sqlite.run("PRAGMA secure_delete = FAST");
      migrate(sqlite, options.file);
    }
    sqlite.run("PRAGMA cache_size = -65536");
    sqlite.run("PRAGMA temp_store = MEMORY");
    sqlite.run("PRAGMA mmap_size = 268435456");
  } catch (error) {
    sqlite.close();
    throw explain(error, options.file);
  }

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
    close() {
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
  const id = sqlite.query<{ application_id: number }, []>("PRAGMA application_id").get()?.application_id ?? 0;
  const tables = sqlite.query("SELECT 1 FROM sqlite_master LIMIT 1").get();
  if (id !== applicationId && (id !== 0 || tables)) {
    throw new Error(
      `${file} is not a database of this server; move it away, or choose another --data folder`,
    );
  }
  if (!tables) return;
  for (const table of checkedTables) {
    const check = sqlite.query<{ quick_check: string }, []>(`PRAGMA quick_check('${table}')`).get();
    if (check?.quick_check !== "ok")
      throw new Error(`database disk image is malformed: ${check?.quick_check}`);
  }
}

/** All steps that are missing, as a whole: a start that is broken off leaves the database as it was. */
function migrate(sqlite: Sqlite, file: string): void {
  sqlite.transaction(() => {
    sqlite.run(`PRAGMA application_id = ${applicationId}`);
    sqlite.run("CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
    const stored = sqlite
      .query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'schema_version'")
      .get();
    const version = Number(stored?.value ?? 0);
    if (version > migrations.length) {
      throw new Error(
        `${file} was written by a newer server (schema ${version}, this one knows ${migrations.length}); start the newer server, or restore a backup`,
      );
    }
    for (const { statements } of migrations.slice(version)) {
      for (const statement of statements) sqlite.run(statement);
    }
    sqlite.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", [
      String(migrations.length),
    ]);
  })();
}

/** SQLite's own words are short; say what they mean for whoever starts the server. */
function explain(error: unknown, file: string): Error {
  const message = reasonOf(error);
  if (/malformed|not a database/.test(message)) {
    // A check of the pages says more in further lines.
    const [first = ""] = message.split("\n");
    return new Error(
      `${file} is damaged (${first}); restore a backup, or recover it with the sqlite3 tool's .recover`,
    );
  }
  if (/locked|busy/.test(message))
    return new Error(`${file} is in use by another process; end that one, then start again`);
  if (/full/.test(message))
    return new Error(`${file} cannot be written: the disk is full; free some space, then start again`);
  if (/unable to open/.test(message))
    return new Error(`${file} cannot be opened; check that the folder exists and is writable`);
  if (/readonly/.test(message))
    return new Error(`${file} cannot be written; check its owner and permissions`);
  return error instanceof Error ? error : new Error(message);
}
