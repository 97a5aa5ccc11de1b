import { copyFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { bringToDisk, syncFile } from "../config/write-file.ts";

/**
 * Copies a file. Its name appears when the copy is complete and on the disk.
 *
 * @param temporary a path in the same file system, which is replaced
 */
export function copyWhole(path: string, target: string, temporary: string): void {
  try {
    copyFileSync(path, temporary);
    syncFile(temporary);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  bringToDisk(dirname(target));
}
