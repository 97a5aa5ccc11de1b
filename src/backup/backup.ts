/** Backups of a data folder's database: `npm run cli -- backup` and `restore`. */
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { asideName } from "../config/aside.ts";
import { bringToDisk } from "../config/write-file.ts";
import { type Contents, copyDatabase, readContents, sealCopy } from "../db/sqlite/copy.ts";
import { lockUnlessServed, takeLock } from "../db/sqlite/lock.ts";
import { errorText } from "../text/error-text.ts";
import { fileNames } from "../watchers/plan.ts";
import { viewsStateFile } from "../watchers/views-state.ts";

export interface Backup extends Contents {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Copies the database into a new file and checks every page of it. A server may run on the folder meanwhile.
 *
 * @throws Error with one line for people
 */
export function makeBackup(dataFolder: string, file: string): Backup {
  const folder = databaseFolder(dataFolder);
  const database = join(folder, "server.db");
  if (!existsSync(database)) {
    throw new Error(`${database} does not exist; give the server's data folder with --data`);
  }
  if (existsSync(file)) throw new Error(`${file} exists already; choose another name`);
  if (!existsSync(dirname(resolve(file)))) throw new Error(`The folder of ${file} does not exist`);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    rmSync(temporary, { force: true });
    // With the lock in hand, no server starts before the copy is made.
    const lock = lockUnlessServed(folder);
    try {
      copyDatabase(database, temporary, lock === null);
    } finally {
      lock?.release();
    }
    const contents = sealCopy(temporary);
    const { size } = statSync(temporary);
    renameSync(temporary, file);
    bringToDisk(dirname(resolve(file)));
    return { file, bytes: size, ...contents };
  } catch (error) {
    for (const name of ["", "-journal", "-wal", "-shm"]) rmSync(`${temporary}${name}`, { force: true });
    throw error;
  }
}

export interface Restoring {
  /** What the backup holds. */
  readonly backup: Contents;
  /** What the folder holds now, null when there is no database, or why it can't be read. */
  readonly current: Contents | { readonly problem: string } | null;
  /** Where `finish` keeps what the folder holds now. */
  readonly kept: string;
  /** Puts the backup in the place of the database. */
  finish(): void;
  /** To be called in any case: gives the folder free. */
  end(): void;
}

/**
 * Copies a backup into the folder and checks every page of it. Nothing is replaced before `finish`.
 *
 * @param now milliseconds since the epoch
 * @throws Error with one line for people, when a server runs on the folder for one
 */
export function prepareRestore(dataFolder: string, file: string, now: number): Restoring {
  if (!existsSync(file)) throw new Error(`${file} does not exist`);
  const folder = databaseFolder(dataFolder);
  mkdirSync(folder, { recursive: true });
  const lock = takeLock(folder);
  const database = join(folder, "server.db");
  const incoming = join(folder, "server.db.restoring");
  const removeIncoming = () => {
    for (const name of ["", ...companions]) rmSync(`${incoming}${name}`, { force: true });
  };
  try {
    removeIncoming();
    copyFileSync(file, incoming);
    // A plain copy of a database in use is whole only with its log.
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${incoming}-wal`);
    const backup = check(file, incoming);
    const kept = join(folder, asideName(now));
    return {
      backup,
      current: contentsNow(database),
      kept,
      finish() {
        const views = [...fileNames.map((name) => `${name}.json`), viewsStateFile];
        const earlier = ["server.db", "server.db-wal", ...views].filter((name) =>
          existsSync(join(folder, name)),
        );
        if (earlier.length > 0) mkdirSync(kept);
        for (const name of earlier) keep(join(folder, name), join(kept, name));
        if (earlier.length > 0) bringToDisk(kept);
        // A crash from here on leaves the backup with files of the earlier database, which the start notices.
        renameSync(incoming, database);
        for (const name of companions) rmSync(`${database}${name}`, { force: true });
        for (const name of views) rmSync(join(folder, name), { force: true });
        bringToDisk(folder);
      },
      end() {
        removeIncoming();
        lock.release();
      },
    };
  } catch (error) {
    removeIncoming();
    lock.release();
    throw error;
  }
}

const companions = ["-wal", "-shm", "-journal"] as const;

/** Errors name the file that was given, not its copy, without the advice for the database of a server. */
function check(file: string, incoming: string): Contents {
  try {
    return sealCopy(incoming);
  } catch (error) {
    throw new Error(
      errorText(error)
        .replace(/; (?:move it away|restore a backup|start the newer server), or .*$/, "")
        .replaceAll(incoming, file)
        .replaceAll(basename(incoming), basename(file)),
    );
  }
}

function contentsNow(database: string): Restoring["current"] {
  if (!existsSync(database)) return null;
  try {
    return readContents(database);
  } catch (error) {
    return { problem: errorText(error) };
  }
}

/** A second name costs no space; not every file system has that. */
function keep(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
}

function databaseFolder(dataFolder: string): string {
  return join(dataFolder, "db");
}
