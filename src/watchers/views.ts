/**
 * Writes the data files as views of the database. Notices when one of the two was restored without the other.
 */
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { State } from "../chat/state.ts";
import { asideName, keepAside } from "../config/aside.ts";
import { replaceFile } from "../config/write-file.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import { errorText } from "../text/error-text.ts";
import { type DataFile, isUnchanged, type Look } from "./data-file.ts";
import type { FileName } from "./plan.ts";
import type { Reports } from "./reports.ts";
import { hashOf, type Origin, originOf, readViewsState, writeViewsState } from "./views-state.ts";
import { readWritten, storeWritten } from "./written.ts";

/** A file to write. */
export interface Due {
  readonly file: DataFile;
  readonly seen: Look;
  readonly text: string;
  /** Ids of the channels in `text`. */
  readonly ids: readonly number[];
}

export interface Views {
  /** Loads the texts that were written last. Called before the first look. */
  open(): Promise<void>;
  /**
   * After a restore the database wins, and files that differ are moved to a folder of their own. Returns false when that
   * must be tried again; such files are left out of `looks` meanwhile.
   */
  reconcile(looks: Map<DataFile, Look>): Promise<boolean>;
  /** Returns false when that must be tried again. */
  write(due: readonly Due[]): Promise<boolean>;
}

export interface ViewsParts {
  readonly folder: string;
  readonly files: readonly DataFile[];
  readonly state: State;
  readonly store: Store;
  readonly log: Log;
  readonly reports: Reports;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A file was saved after the pass looked at it, and was not overwritten. */
  onEdited(): void;
}

export function createViews(parts: ViewsParts): Views {
  const { folder, files, state, store, log, reports } = parts;
  const storeLog = throttled(log);
  /** Id of the state that the database holds, see views-state.ts. */
  let stored: string | null = null;
  let origin: Origin = "same";
  /** Hashes of the files as they were last written, or were about to be. */
  const hashes: { [Name in FileName]?: string } = {};
  /** Files that could not be written. */
  const failing = new Set<DataFile>();

  /** Whether the server wrote this text of the file. */
  function isOurs(file: DataFile, text: string | null): boolean {
    return text !== null && (hashOf(text) === hashes[file.name] || text === file.written);
  }

  async function write({ file, seen, text, ids }: Due): Promise<void> {
    if (text !== seen.text) {
      // An edit that was saved after this pass looked comes first.
      if (!(await replaceFile(file.path, text, () => isUnchanged(file, seen)))) return parts.onEdited();
      // Left unknown: the next look compares the text, so that no edit in between is missed.
      file.signature = "";
    }
    if (!file.refused) file.reported = "";
    if (failing.delete(file)) log.info("The data file is written again", { file: file.path });
    if (file.written === text && isDeepStrictEqual(file.ids, ids)) return;
    file.written = text;
    file.ids = ids;
    file.packed = null;
  }

  async function writeEach(due: readonly Due[]): Promise<boolean> {
    let isComplete = true;
    for (const item of due) {
      try {
        await write(item);
      } catch (error) {
        isComplete = false;
        failing.add(item.file);
        reports.failed(item.file, `The data file can't be written: ${errorText(error)}`);
      }
    }
    return isComplete;
  }

  return {
    async open() {
      const beside = await readViewsState(folder);
      try {
        stored = await readWritten(files, store);
        origin = originOf(beside, stored);
      } catch (error) {
        log.warn(
          "What was last written to the data files is not known; edits are compared with the database",
          { error },
        );
      }
      Object.assign(hashes, beside?.hashes);
    },
    async reconcile(looks) {
      if (origin === "same") return true;
      const kept: string[] = [];
      const place = join(folder, asideName(parts.now()));
      let done = files.every((file) => looks.has(file));
      for (const [file, seen] of looks) {
        const { text, problem } = seen;
        if ((text === null && problem === null) || text === file.text(state)) {
          file.written = text;
          continue;
        }
        if (origin === "other" || !isOurs(file, text)) {
          try {
            await keepAside(file.path, place);
          } catch (error) {
            done = false;
            looks.delete(file);
            reports.failed(file, `The data file can't be kept aside: ${errorText(error)}`);
            continue;
          }
          kept.push(basename(file.path));
          looks.set(file, { ...seen, problem: null });
        }
        file.written = text;
        file.packed = null;
      }
      if (done) origin = "same";
      if (kept.length > 0) {
        log.warn(
          "The data files were not written from this state of the database, because one of them was restored. The database holds: the files are written anew, and the earlier ones are kept",
          { files: kept, kept: place },
        );
      }
      return done;
    },
    async write(due) {
      const isNew = ({ file, seen, text, ids }: Due) =>
        text !== seen.text || text !== file.written || !isDeepStrictEqual(file.ids, ids);
      const isKept = (file: DataFile) => file.packed !== null || file.written === null;
      if (!due.some(isNew) && files.every(isKept)) return true;
      const id = parts.newId();
      for (const { file, text } of due) hashes[file.name] = hashOf(text);
      try {
        await writeViewsState(folder, { state: id, from: stored, hashes });
      } catch (error) {
        for (const { file } of due) {
          reports.failed(file, `The data file can't be written: ${errorText(error)}`);
        }
        return false;
      }
      const isComplete = await writeEach(due);
      const refusal = await storeWritten(files, store, id);
      if (refusal !== null) {
        storeLog.error("The database refused a write", { write: "views", reason: refusal });
        return false;
      }
      stored = id;
      try {
        await writeViewsState(folder, { state: id, hashes });
      } catch {
        // The file names the new state already. It only keeps `from`, which no longer matters.
      }
      return isComplete;
    },
  };
}
