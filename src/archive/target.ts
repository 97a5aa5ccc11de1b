/**
 * The data folder that an import fills. Everything goes into `db/server.db.importing`, which becomes the database in the
 * last step. So no server ever starts on half an import, and an import that was broken off goes on where it stopped.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { bringToDisk } from "../config/write-file.ts";
import type { MetaKey } from "../db/meta.ts";
import { type Contents, contentsOf, openExisting, sealCopy } from "../db/sqlite/copy.ts";
import { explain, openForImport } from "../db/sqlite/database.ts";
import { takeLock } from "../db/sqlite/lock.ts";
import { remainsOfDatabase, unfinishedImport } from "../startup/prepare.ts";
import { type Connection, connectionOn } from "./connection.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface Target {
  readonly sqlite: Connection;
  /** An earlier import of the same source was broken off. */
  readonly goesOn: boolean;
  meta(key: MetaKey): string | null;
  setMeta(key: MetaKey, value: string): void;
  /** Checks every page and puts the database into its place. The target is closed afterwards, unless it throws. */
  finish(): Contents;
  /** Leaves what there is for another try. */
  close(): void;
  /** What an error means for people. */
  explain(error: unknown): Error;
}

/** The source was imported into this folder before. */
export interface Imported {
  readonly already: true;
}

/**
 * @param source tells the source from others
 * @throws Error with one line for people, when the folder holds something else
 */
export function openTarget(dataFolder: string, source: string): Target | Imported {
  const folder = join(dataFolder, "db");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = join(folder, "server.db");
  const remains = existsSync(database) ? null : remainsOfDatabase(folder, "is missing", []);
  if (remains !== null) throw new Error(remains);
  const lock = takeLock(folder);
  try {
    if (existsSync(database)) {
      if (sourceOf(database) !== source) {
        throw new Error(`${dataFolder} holds a server already; import into a new folder`);
      }
      lock.release();
      return { already: true };
    }
    const file = join(folder, unfinishedImport);
    const sqlite = connectionOn(openForImport(file));
    try {
      return begin(sqlite, source, {
        taken: `${file} belongs to the import of something else that was broken off; finish that one, or import into a new folder`,
        close() {
          sqlite.close();
          lock.release();
        },
        explain: (error) => explain(error, dataFolder),
        finish() {
          sqlite.close();
          const contents = sealCopy(file);
          renameSync(file, database);
          bringToDisk(folder);
          lock.release();
          return contents;
        },
      });
    } catch (error) {
      sqlite.close();
      throw explain(error, file);
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A target that leaves nothing behind. */
export function openRehearsal(source: string): Target {
  const folder = temporaryFolder("import-");
  try {
    const opened = openForImport(join(folder.path, "server.db"));
    const sqlite = connectionOn(opened);
    // From here on its log is open too.
    sqlite.query("SELECT 1 FROM meta").get();
    folder.unlink();
    const close = () => {
      sqlite.close();
      folder.remove();
    };
    return begin(sqlite, source, {
      taken: "",
      close,
      explain: (error) => explain(error, folder.path),
      finish() {
        const contents = contentsOf(opened);
        close();
        return contents;
      },
    });
  } catch (error) {
    folder.remove();
    throw error;
  }
}

function begin(
  sqlite: Connection,
  source: string,
  { taken, ...ends }: Pick<Target, "finish" | "close" | "explain"> & { readonly taken: string },
): Target {
  const get = sqlite.query<{ value: string }, [string]>("SELECT value FROM meta WHERE key = ?");
  const set = sqlite.query<never, [string, string]>("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  const meta = (key: MetaKey) => get.get(key)?.value ?? null;
  const earlier = meta("imported_from");
  if (earlier !== null && earlier !== source) throw new Error(taken);
  if (earlier === null) set.run("imported_from", source);
  return {
    sqlite,
    goesOn: earlier !== null,
    meta,
    setMeta: (key, value) => void set.run(key, value),
    ...ends,
  };
}

function sourceOf(database: string): string | null {
  const sqlite = openExisting(database);
  try {
    return (
      sqlite.query<{ value: string }, []>("SELECT value FROM meta WHERE key = 'imported_from'").get()
        ?.value ?? null
    );
  } catch (error) {
    throw explain(error, database);
  } finally {
    sqlite.close();
  }
}
