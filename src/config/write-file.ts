/** Replacing a file so that a crash leaves either the old one or the new one, never half of it. */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { open, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../text/error-text.ts";

/**
 * Writes a temporary file beside the target, brings it to the disk and renames it over the target. A link stays a
 * link: the file that it points to is replaced. Mode and owner stay; a new file is for its owner only, since it may
 * hold secrets. A file that is mounted by itself can't be replaced, so it is overwritten. Synchronous, so for starting
 * and for the command line only.
 *
 * @param rename replaces a file by another; tests bring their own
 */
export function writeFileAtomically(path: string, text: string, rename = renameSync): void {
  const target = followLinks(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w", ownOnly);
    try {
      giveAccess(file, target);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      rename(temporary, target);
    } catch (error) {
      if (!isMounted(error)) throw error;
      overwrite(target, text);
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  bringToDisk(dirname(target));
}

/**
 * The same beside the event loop, for files that a running server writes. One at a time for one path.
 *
 * @param mayReplace asked at the last moment, because people may edit the file while the new one is brought to
 * the disk. Returns what it said.
 */
export async function replaceFile(
  path: string,
  text: string,
  mayReplace: () => boolean,
  rename = renameSync,
): Promise<boolean> {
  const target = await realpath(path).catch(() => path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w", ownOnly);
    try {
      giveAccess(file.fd, target);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const replaced = mayReplace();
    if (!replaced) await rm(temporary, { force: true });
    else {
      try {
        rename(temporary, target);
      } catch (error) {
        if (!isMounted(error)) throw error;
        overwrite(target, text);
        await rm(temporary, { force: true });
      }
    }
    return replaced;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes the temporary files that processes left in a folder when they were killed. Only for a folder in which no
 * other process writes, and before this one does.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/\.(json|state)\.\d+\.tmp$/.test(name)) await rm(join(folder, name), { force: true }).catch(() => {});
  }
}

const ownOnly = 0o600;

/** Containers mount single files: such a file can be written, but no other can take its place. */
function isMounted(error: unknown): boolean {
  return errorCode(error) === "EBUSY";
}

/** A crash in the middle leaves a file of neither state; for the views, views-state.ts notices that. */
function overwrite(target: string, text: string): void {
  const bytes = Buffer.from(text);
  const file = openSync(target, "r+");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
    ftruncateSync(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Lets the same people at the file as at the one whose place it takes. */
function giveAccess(file: number, target: string): void {
  const old = statSync(target, { throwIfNoEntry: false });
  const own = fstatSync(file);
  try {
    if (old && (old.uid !== own.uid || old.gid !== own.gid)) fchownSync(file, old.uid, old.gid);
  } catch {
    // Only root may give a file away; the mode still counts.
  }
  try {
    fchmodSync(file, old ? old.mode & 0o777 : ownOnly);
  } catch {
    // Not every file system has modes.
  }
}

function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Brings the content of a file to the disk. @throws Error when the disk refuses it */
export function syncFile(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Brings the names in a folder to the disk: a power cut may lose new ones. Not every system lets a folder be opened. */
export function bringToDisk(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(file);
  } catch {
    // EINVAL on file systems that can't: there is nothing better to do.
  } finally {
    closeSync(file);
  }
}
