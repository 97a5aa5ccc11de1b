/** `backup FILE.db`: a copy of the database alone. */
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bringToDisk } from "../config/write-file.ts";
import { type Contents, copyDatabase, sealCopy } from "../db/sqlite/copy.ts";
import { lockUnlessServed } from "../db/sqlite/lock.ts";
import { finishBrokenRestore } from "../startup/replacing.ts";

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
  const folder = join(dataFolder, "db");
  const database = join(folder, "server.db");
  finishBrokenRestore(dataFolder);
  refuseTarget(database, file);
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

/** @throws Error with one line for people, when there is nothing to copy, or no place for the copy */
export function refuseTarget(database: string, target: string): void {
  if (!existsSync(database)) {
    throw new Error(`${database} does not exist; give the server's data folder with --data`);
  }
  if (existsSync(target)) throw new Error(`${target} exists already; choose another name`);
  if (!existsSync(dirname(resolve(target)))) throw new Error(`The folder of ${target} does not exist`);
}
