/** Replacing a file so that a crash leaves either the old one or the new one, never half of it. */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, realpath, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a temporary file beside the target, brings it to the disk and renames it over the target. A link stays a
 * link: the file that it points to is replaced. Synchronous, so for starting and for the command line only.
 */
export function writeFileAtomically(path: string, text: string): void {
  const target = followLinks(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w");
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
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
export async function replaceFile(path: string, text: string, mayReplace: () => boolean): Promise<boolean> {
  const target = await realpath(path).catch(() => path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const replaced = mayReplace();
    if (replaced) renameSync(temporary, target);
    else await rm(temporary, { force: true });
    return replaced;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Without this a power cut may lose the new name. Not every system lets a folder be opened. */
function bringToDisk(folder: string): void {
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
