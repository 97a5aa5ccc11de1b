/**
 * The last step of a restore: files of a data folder are replaced by others, which wait in `db/restoring`. A list of
 * what is to be done is on the disk before the first is moved. If the process is killed then, the next start of the
 * server, or the next command, does the rest.
 */
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { StartError } from "../config/start-error.ts";
import { bringToDisk, syncFile, writeFileAtomically } from "../config/write-file.ts";
import { takeLock } from "../db/sqlite/lock.ts";
import { errorCode, errorText } from "../text/error-text.ts";

export interface Replacing {
  /** Name of the new folder in `db` that keeps what is replaced. */
  readonly kept: string;
  /** Paths in the data folder; `isNew`: another file takes the place, which waits under its last name. */
  readonly entries: readonly { readonly name: string; readonly isNew: boolean }[];
}

/** Where the new files wait. */
export function waitingRoom(dataFolder: string): string {
  return join(dataFolder, "db", "restoring");
}

/** Replaces the files. A crash before this returns leaves all of them replaced, or none. */
export function replaceFiles(dataFolder: string, replacing: Replacing): void {
  if (replacing.entries.some(({ name }) => existsSync(join(dataFolder, name)))) {
    mkdirSync(join(dataFolder, "db", replacing.kept), { mode: 0o700 });
  }
  bringToDisk(waitingRoom(dataFolder));
  writeFileAtomically(listIn(dataFolder), `${JSON.stringify(replacing)}\n`);
  finishReplacing(dataFolder);
}

/** A restore was killed while it replaced files. */
export function isRestoreBroken(dataFolder: string): boolean {
  return existsSync(listIn(dataFolder));
}

/** Does the rest of a restore that was killed, if there is one. @throws StartError when it can't */
export function finishBrokenRestore(dataFolder: string): void {
  if (!isRestoreBroken(dataFolder)) return;
  try {
    const lock = takeLock(join(dataFolder, "db"));
    try {
      finishReplacing(dataFolder);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw new StartError(`A restore was broken off, and can't be finished: ${errorText(error)}`);
  }
}

/**
 * The same for a caller that holds the lock of the folder.
 *
 * @param rename moves a file or folder; tests bring their own
 */
export function finishReplacing(dataFolder: string, rename = renameSync): void {
  const list = listIn(dataFolder);
  if (!existsSync(list)) return;
  const { kept, entries }: Replacing = JSON.parse(readFileSync(list, "utf8"));
  const aside = join(dataFolder, "db", kept);
  for (const { name, isNew } of entries) {
    const [target, earlier] = [join(dataFolder, name), join(aside, basename(name))];
    const incoming = join(waitingRoom(dataFolder), basename(name));
    if (isNew && !existsSync(incoming)) continue;
    if (existsSync(target) && !existsSync(earlier)) keep(target, earlier, rename);
    if (isNew) place(incoming, target, rename);
  }
  for (const folder of [aside, join(dataFolder, "db"), dataFolder]) bringToDisk(folder);
  rmSync(list);
  bringToDisk(join(dataFolder, "db"));
  rmSync(waitingRoom(dataFolder), { recursive: true, force: true });
}

function listIn(dataFolder: string): string {
  return join(dataFolder, "db", "restore.json");
}

function keep(target: string, earlier: string, rename: typeof renameSync): void {
  if (!isLinkedText(target)) {
    try {
      rename(target, earlier);
      return;
    } catch (error) {
      if (!isElsewhere(error)) throw error;
    }
  }
  copyFileSync(target, `${earlier}.tmp`);
  syncFile(`${earlier}.tmp`);
  renameSync(`${earlier}.tmp`, earlier);
}

function place(incoming: string, target: string, rename: typeof renameSync): void {
  // A link stays, and so does a file that is mounted by itself: their content is replaced.
  if (!isLinkedText(target)) {
    try {
      rename(incoming, target);
      return;
    } catch (error) {
      if (!isElsewhere(error)) throw error;
    }
  }
  writeFileAtomically(target, readFileSync(incoming, "utf8"));
  rmSync(incoming);
}

function isLinkedText(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink && /\.(json|key|pem)$/.test(path);
}

/** It is mounted by itself, or on another file system. */
function isElsewhere(error: unknown): boolean {
  const code = errorCode(error);
  return code === "EBUSY" || code === "EXDEV";
}
