/** A data file on the disk: reading it, and noticing that it changed. */

import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { State } from "../chat/state.ts";
import { isFields, type Problem, readDocument } from "../config/document.ts";
import { largestFile, readText, signature } from "../config/text-file.ts";
import { errorCode } from "../text/error-text.ts";
import type { FileName } from "./plan.ts";

export interface DataFile {
  readonly name: FileName;
  readonly path: string;
  /** The text that the server would write now. */
  text(state: State): string;
  /** The text that edits are compared with, as last written or taken over. Null when it is unknown. */
  written: string | null;
  /** Ids of the channels in `written`, whose names may change. */
  ids: readonly number[];
  /** `written`, packed for the database; null when it is not stored yet. */
  packed: string | null;
  /** The signature at the last look; "" to read the file in any case. */
  signature: string;
  /** The file holds an edit that can't be taken over. It is not overwritten. */
  refused: boolean;
  /** The last log message about the file, so that each is logged once. */
  reported: string;
  /** Whether the log says already that the refused file lacks newer changes. */
  reportedStale: boolean;
}

export function dataFile(name: FileName, path: string, text: DataFile["text"]): DataFile {
  const unknown = { written: null, ids: [], packed: null, signature: "" };
  return { name, path, text, ...unknown, refused: false, reported: "", reportedStale: false };
}

export interface Look {
  /** Null when there is no file, or none that can be used. */
  readonly text: string | null;
  /** Why an existing file has no text. */
  readonly problem: Problem | null;
  /** The signature before the file was read, so that an edit during the read is noticed. */
  readonly signature: string;
  /** The file is older than the resolution of the file system's clock. */
  readonly rested: boolean;
  /** The file isn't being written. */
  readonly settled: boolean;
}

/** Some editors write a file in several steps. It is read when it has not changed for this long. */
export const settleMilliseconds = 100;

const missing = "missing";

/** @throws Error when the file exists but can't be read */
export async function look(file: DataFile): Promise<Look> {
  try {
    const before = await stat(file.path, { bigint: true });
    // A file as the server wrote it is never too large.
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

/** Remembers the look for `isTouched`. A file that was written just now is read once more. */
export function remember(file: DataFile, seen: Look): void {
  file.signature = seen.rested ? seen.signature : "";
}

/** Whether the file changed since the remembered look. */
export async function isTouched(file: DataFile): Promise<boolean> {
  try {
    return signature(await stat(file.path, { bigint: true })) !== file.signature;
  } catch (error) {
    if (isMissing(error)) return file.signature !== missing;
    throw error;
  }
}

/** Called right before the file is replaced, hence synchronous. */
export function isUnchanged(file: DataFile, seen: Look): boolean {
  const now = statSync(file.path, { bigint: true, throwIfNoEntry: false });
  return (now ? signature(now) : missing) === seen.signature;
}

/**
 * Compares later edits with the text that was taken over. The editor still has it open, and may save again before the
 * server has written the file.
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

/** The names in the text of a channels file, in order. */
function namesIn(text: string | null): string[] {
  const document = text === null ? null : readDocument(text);
  const value = document && "value" in document ? document.value : null;
  return Array.isArray(value) ? value.map((entry) => String(isFields(entry) ? entry["name"] : "")) : [];
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}
