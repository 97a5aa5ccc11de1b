/**
 * Tells whether a write-ahead log was written for the database file beside it. SQLite replays any intact log that it
 * finds, also one of another state of the database: a copy put in the place of `server.db` would be damaged.
 *
 * The header of a database file (page 1) holds a number for the application, `user_version`. Each log begins with
 * page 1 as the file has it, followed by page 1 with a new random number. So the number in the file always occurs in
 * its own log, and in no other. The schema cookie is compared too: copies made by `VACUUM INTO` or by the sqlite3
 * tool's `.backup` have another one.
 *
 * File formats: https://sqlite.org/fileformat2.html, sections 1.3 and 4.1.
 */
import type { Database as Sqlite } from "bun:sqlite";
import { randomInt } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { errorCode } from "../../text/error-text.ts";

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const schemaCookieAt = 40;
const userVersionAt = 60;
const headerBytes = 100;

/**
 * Compares a database file that no connection of this process has open with the log beside it. True also when there
 * is no log, or when neither of the two has been marked.
 *
 * Not for open databases: closing a file drops all locks that the process has on it.
 */
export function walBelongs(file: string): boolean {
  const header = readAt(file, 0, headerBytes);
  if (!header || header.readUInt32BE(userVersionAt) === 0) return true;
  const marks = marksIn(`${file}-wal`);
  return marks.length === 0 || marks.includes(markOf(header));
}

function markOf(page: Buffer): string {
  return `${page.readUInt32BE(userVersionAt)} ${page.readUInt32BE(schemaCookieAt)}`;
}

/** The marks of all copies of page 1 in a log, without those of earlier logs that lie behind its end. */
function marksIn(wal: string): string[] {
  const marks: string[] = [];
  let file: number;
  try {
    file = openSync(wal, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return marks;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const header = Buffer.alloc(walHeaderBytes);
    if (readSync(file, header, 0, walHeaderBytes, 0) < walHeaderBytes) return marks;
    const pageBytes = header.readUInt32BE(8);
    // A size that SQLite doesn't take for one either; it ignores such a log.
    if (pageBytes < 512 || pageBytes > 65_536) return marks;
    const salts = header.subarray(16, 24);
    const frame = Buffer.alloc(frameHeaderBytes + headerBytes);
    for (let at = walHeaderBytes; at + frame.length <= size; at += frameHeaderBytes + pageBytes) {
      readSync(file, frame, 0, frame.length, at);
      if (!frame.subarray(8, 16).equals(salts)) break;
      if (frame.readUInt32BE(0) === 1) marks.push(markOf(frame.subarray(frameHeaderBytes)));
    }
    return marks;
  } finally {
    closeSync(file);
  }
}

/** Null when the file is shorter. */
function readAt(path: string, position: number, length: number): Buffer | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(length);
    return readSync(file, bytes, 0, length, position) === length ? bytes : null;
  } finally {
    closeSync(file);
  }
}

/**
 * The first row that a statement gives. Runs it to its end: Bun's `get` leaves it in the middle, where it holds a lock
 * that keeps the connection from checkpoints.
 */
export function firstRow<Row>(sqlite: Sqlite, text: string): Row | undefined {
  return sqlite.query<Row, []>(text).all()[0];
}

/** A number for `user_version` that no other log has. */
export function newMark(): number {
  return randomInt(1, 2 ** 31 - 1);
}

/** Marks the log of the one connection that writes. */
export interface WalMarks {
  /** To be called after each commit: marks a log that has begun since the last call. */
  refresh(): void;
  /** Bytes of the log's file. */
  size(): number;
  close(): void;
}

/** @param synchronous the connection's setting */
export function markWal(sqlite: Sqlite, file: string, synchronous: string): WalMarks {
  /** Random numbers that SQLite draws anew for each log. */
  const salts = Buffer.alloc(8);
  const marked = Buffer.alloc(8);
  let wal: number | null = null;

  function mark(): void {
    const current = firstRow<{ user_version: number }>(sqlite, "PRAGMA user_version")?.user_version;
    // These two commits carry no data. The next commit that does brings them to the disk too.
    sqlite.run("PRAGMA synchronous = NORMAL");
    try {
      // The same number again writes page 1 all the same.
      sqlite.run(`PRAGMA user_version = ${current ?? 0}`);
      sqlite.run(`PRAGMA user_version = ${newMark()}`);
    } finally {
      sqlite.run(`PRAGMA synchronous = ${synchronous}`);
    }
  }

  function readSalts(): void {
    wal ??= openSync(`${file}-wal`, "r");
    readSync(wal, salts, 0, 8, 16);
  }

  mark();
  readSalts();
  salts.copy(marked);
  return {
    refresh() {
      readSalts();
      if (salts.equals(marked)) return;
      mark();
      readSalts();
      salts.copy(marked);
    },
    size: () => (wal === null ? 0 : fstatSync(wal).size),
    close() {
      if (wal !== null) closeSync(wal);
      wal = null;
    },
  };
}
