/** One server per folder. */
import { dlopen, read } from "bun:ffi";
import { Database as Sqlite } from "bun:sqlite";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../../text/error-text.ts";
import { StoreError } from "../store.ts";

/**
 * Takes locks that the operating system drops when the process ends, however it ends: `flock` on the folder itself,
 * which nobody can remove to get in, and SQLite's lock on the file `server.lock`, for systems without `flock` and for
 * earlier versions of this server (decision 0019).
 *
 * @throws StoreError when another process holds one of them, or the folder can't be written
 */
export function takeLock(folder: string): { release(): void } {
  const descriptor = lockFolder(folder);
  let file: Sqlite;
  try {
    file = lockFile(join(folder, "server.lock"), folder);
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    throw error;
  }
  const pidFile = join(folder, "server.pid");
  try {
    // Only for the text of the error that a second server gets.
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch {
    // No space left.
  }
  return {
    release() {
      rmSync(pidFile, { force: true });
      file.close();
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

/** The lock, so that no server starts; null: one runs on the folder already. */
export function lockUnlessServed(folder: string): { release(): void } | null {
  try {
    return takeLock(folder);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

/** The error for a folder that is taken. */
function inUse(folder: string): StoreError {
  let pid = "";
  try {
    pid = readFileSync(join(folder, "server.pid"), "utf8").trim();
  } catch {
    // Written by the other server in a moment, or never.
  }
  const holder = /^\d+$/.test(pid) ? `another server (pid ${pid})` : "another server";
  return new StoreError(
    `the data folder is in use by ${holder}: ${folder}; stop that one, or choose another --data folder`,
  );
}

const exclusive = 2;
const nonBlocking = 4;
/** EWOULDBLOCK. */
const taken = process.platform === "darwin" ? 35 : 11;

/** The open folder that holds the lock, or null where the system or the file system has no such lock. */
function lockFolder(folder: string): number | null {
  let libc: ReturnType<typeof openLibrary>;
  let descriptor: number;
  try {
    libc = openLibrary();
    descriptor = openSync(folder, "r");
  } catch {
    return null;
  }
  try {
    if (libc.symbols.flock(descriptor, exclusive | nonBlocking) === 0) return descriptor;
    const { symbols } = libc;
    const place = "__error" in symbols ? symbols.__error() : symbols.__errno_location();
    const errno = place ? read.i32(place, 0) : 0;
    closeSync(descriptor);
    if (errno === taken) throw inUse(folder);
    return null;
  } finally {
    libc.close();
  }
}

function openLibrary() {
  const flock = { args: ["i32", "i32"], returns: "i32" } as const;
  const errno = { args: [], returns: "ptr" } as const;
  return process.platform === "darwin"
    ? dlopen("libSystem.B.dylib", { flock, __error: errno })
    : dlopen("libc.so.6", { flock, __errno_location: errno });
}

function lockFile(path: string, folder: string): Sqlite {
  let lock: Sqlite | undefined;
  try {
    lock = new Sqlite(path, { create: true, readwrite: true });
    lock.run("PRAGMA busy_timeout = 0");
    lock.run("PRAGMA journal_mode = DELETE");
    lock.run("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    const message = errorText(error);
    if (/locked|busy/.test(message)) throw inUse(folder);
    throw new StoreError(
      /full/.test(message)
        ? "the disk of the data folder is full; free some space, then start again"
        : `the data folder cannot be written (${message}); check its owner and permissions`,
    );
  }
}
