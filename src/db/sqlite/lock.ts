import { Database as Sqlite } from "bun:sqlite";
import { reasonOf } from "../../reason.ts";
import { StoreError } from "../store.ts";

/**
 * One server per folder: an exclusive lock that the operating system drops when the process ends, however it ends.
 * @throws StoreError when another process holds it, or the folder can't be written
 */
export function takeLock(file: string): { release(): void } {
  let lock: Sqlite | undefined;
  try {
    lock = new Sqlite(file, { create: true, readwrite: true });
    lock.run("PRAGMA busy_timeout = 0");
    lock.run("PRAGMA journal_mode = DELETE");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    const message = reasonOf(error);
    throw new StoreError(
      /locked|busy/.test(message)
        ? "the data folder is in use by another server; stop that one, or choose another --data folder"
        : /full/.test(message)
          ? "the disk of the data folder is full; free some space, then start again"
          : `the data folder cannot be written (${message}); check its owner and permissions`,
    );
  }
  const held = lock;
  return { release: () => held.close() };
}
