/** Keeping a file that is about to be replaced. */
import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";

/** Name of a folder for what is replaced now. @param now milliseconds since the epoch */
export function asideName(now: number): string {
  return `replaced-${new Date(now).toISOString().replaceAll(":", "-")}`;
}

/** Copies a file into a folder, which is made if needed. The file stays where it is. */
export async function keepAside(path: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(path, join(folder, basename(path)), constants.COPYFILE_FICLONE);
}
