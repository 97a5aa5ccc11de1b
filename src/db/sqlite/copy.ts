/** Whole copies of a database: making one of a database in use, and checking one before it is trusted. */
import { Database as Sqlite } from "bun:sqlite";
import { explain, refuseForeignWal, refuseOtherDatabase } from "./database.ts";
import { firstRow, newMark } from "./wal.ts";

export interface Contents {
  readonly members: number;
  readonly messages: number;
  /** When the newest message was posted, in Unix seconds; null when there is none. */
  readonly newest: number | null;
}

/**
 * Writes the state of this moment into a new file, while a server may go on with the database.
 *
 * @param isServed a server has the database open
 * @throws Error with one line for people
 */
export function copyDatabase(file: string, target: string, isServed: boolean): void {
  // Of a running server, the check could see the log in the middle of a change.
  if (!isServed) refuseForeignWal(file);
  using source = openExisting(file);
  try {
    refuseOtherDatabase(source, file);
    source.run("VACUUM INTO ?", [target]);
  } catch (error) {
    throw explain(error, file);
  }
}

/**
 * Checks every page of a copy and gives it a mark of its own, so that no write-ahead log is taken for the copy's.
 * What its own log holds is in the file afterwards, and the log is gone.
 *
 * @throws Error with one line for people when it is damaged, of another program or of a newer server
 */
export function sealCopy(file: string): Contents {
  refuseForeignWal(file);
  using copy = openExisting(file);
  try {
    refuseOtherDatabase(copy, file);
    const check = firstRow<{ integrity_check: string }>(copy, "PRAGMA integrity_check(1)");
    if (check?.integrity_check !== "ok") {
      throw new Error(`database disk image is malformed: ${check?.integrity_check}`);
    }
    const contents = contentsOf(copy);
    copy.run("PRAGMA journal_mode = DELETE");
    // This commit brings the whole file to the disk.
    copy.run(`PRAGMA user_version = ${newMark()}`);
    return contents;
  } catch (error) {
    throw explain(error, file);
  }
}

/** What a database holds that no server uses. @throws Error with one line for people */
export function readContents(file: string): Contents {
  refuseForeignWal(file);
  using database = openExisting(file);
  try {
    refuseOtherDatabase(database, file);
    return contentsOf(database);
  } catch (error) {
    throw explain(error, file);
  }
}

/**
 * The content of uploaded files that something in a database refers to. A server may run on it, but a log that was not
 * written for it must not lie beside it (`refuseForeignWal`).
 *
 * @throws Error with one line for people
 */
export function blobsInUse(file: string): { readonly hash: string; readonly size: number }[] {
  using database = openExisting(file);
  try {
    // A backup may be older than uploads.
    const table = firstRow(database, "SELECT 1 FROM sqlite_schema WHERE name = 'blobs'");
    if (!table) return [];
    return database
      .query<{ hash: string; size: number }, []>(
        `SELECT hash, size FROM blobs WHERE hash IN (SELECT blob FROM attachments
          UNION SELECT small FROM attachments UNION SELECT large FROM attachments) ORDER BY hash`,
      )
      .all();
  } catch (error) {
    throw explain(error, file);
  }
}

/** Opens a database that is there already. @throws Error with one line for people */
export function openExisting(file: string): Sqlite {
  try {
    const sqlite = new Sqlite(file, { create: false, readwrite: true });
    sqlite.run("PRAGMA busy_timeout = 5000");
    return sqlite;
  } catch (error) {
    throw explain(error, file);
  }
}

/** What an open database holds. */
export function contentsOf(sqlite: Sqlite): Contents {
  const users = firstRow<{ count: number }>(
    sqlite,
    "SELECT count(*) AS count FROM users WHERE left_at IS NULL",
  );
  const found = firstRow<{ count: number; newest: number | null }>(
    sqlite,
    "SELECT count(*) AS count, max(at) AS newest FROM messages",
  );
  return {
    members: users?.count ?? 0,
    messages: found?.count ?? 0,
    newest: found?.newest == null ? null : Math.floor(found.newest / 1e6),
  };
}
