/** One data file on the disk: looking at it, and telling its states apart. */

import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { State } from "../chat/state.ts";
import { isFields, type Problem, readDocument } from "../config/document.ts";
import { largestFile, readText, signature } from "../config/text-file.ts";
import type { FileName } from "./plan.ts";

export interface DataFile {
  readonly name: FileName;
  readonly path: string;
  /** What the server would write now. */
  text(state: State): string;
  /** The text that edits are compared with: as last written, or as last taken over. Null when it is unknown. */
  written: string | null;
  /** Ids of the channels in `written`, whose names may change. */
  ids: readonly number[];
  /** `written`, packed for the database; null when it is not stored yet. */
  packed: string | null;
  /** Of the last look; "" when the file is to be read anyway. */
  signature: string;
  /** It holds an edit that can't be taken over, and stays as it is. */
  refused: boolean;
  /** What was logged last of it, to log it once. */
  reported: string;
  /** It was logged that the file misses newer changes, since it is refused. */
  reportedStale: boolean;
}

export function dataFile(name: FileName, path: string, text: DataFile["text"]): DataFile {
  const unknown = { written: null, ids: [], packed: null, signature: "" };
  return { name, path, text, ...unknown, refused: false, reported: "", reportedStale: false };
}

export interface Look {
  /** Null when there is no file, or none that can be used. */
  readonly text: string | null;
  /** Why a file that is there has no text. */
  readonly problem: Problem | null;
  /** Of the file before it was read: an edit that comes while it is being read makes it another one. */
  readonly signature: string;
  /** It is older than what a clock of a file system may confuse. */
  readonly rested: boolean;
  /** It isn't being written. */
  readonly settled: boolean;
}

/** Editors that write in place do it in steps; a file is read when it has been left alone so long. */
export const settleMilliseconds = 100;

const missing = "missing";

/** @throws Error when it is there but can't be read */
export async function look(file: DataFile): Promise<Look> {
  try {
    const before = await stat(file.path, { bigint: true });
    // What the server wrote itself is never too large.
    const most = file.written === null ? undefined : Math.max(largestFile, Buffer.byteLength(file.written));
    const found = await readText(file.path, most);
    const [text, problem] = "text" in found ? [found.text, null] : [null, found.problem];
    const after = await stat(file.path, { bigint: true });
    const rested = Math.abs(Date.now() - Number(after.mtimeMs)) >= settleMilliseconds;
    const settled =
      (text !== null && text === file.written) || (rested && signature(before) === signature(after));
    return { text, problem, signature: signature(before), rested, settled };
  } catch (error) {
    if (isMissing(error)) {
      return { text: null, problem: null, signature: missing, rested: true, settled: true };
    }
    throw error;
  }
}

/** Keeps what was seen, for `isTouched`; a file that was written just now is looked at once more. */
export function remember(file: DataFile, seen: Look): void {
  file.signature = seen.rested ? seen.signature : "";
}

/** Is the file another one than at the look that was remembered? */
export async function isTouched(file: DataFile): Promise<boolean> {
  try {
    return signature(await stat(file.path, { bigint: true })) !== file.signature;
  } catch (error) {
    if (isMissing(error)) return file.signature !== missing;
    throw error;
  }
}

/** Asked right before replacing it, hence at once. */
export function isAsSeen(file: DataFile, seen: Look): boolean {
  const now = statSync(file.path, { bigint: true, throwIfNoEntry: false });
  return (now ? signature(now) : missing) === seen.signature;
}

/**
 * Makes a text that was taken over the one to compare with: the editor still has it open, and may save again before
 * the server has written the file anew.
 */
export function acceptText(file: DataFile, text: string, state: State): void {
  const earlier = new Map(namesIn(file.written).map((name, index) => [name, file.ids[index] ?? 0]));
  file.ids =
    file.name === "channels"
      ? namesIn(text).map((name) => state.channelByName(name)?.id ?? earlier.get(name) ?? 0)
      : [];
  file.written = text;
  file.packed = null;
  file.reported = "";
}

/** Names of a text of channels, in order. */
function namesIn(text: string | null): string[] {
  const document = text === null ? null : readDocument(text);
  const value = document && "value" in document ? document.value : null;
  return Array.isArray(value) ? value.map((entry) => String(isFields(entry) ? entry["name"] : "")) : [];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
