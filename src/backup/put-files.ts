/** Puts the uploaded files of a backup into their place. They disturb nothing there, since names come from contents. */
import { constants, copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Digest } from "../files/digest.ts";
import { digestFile } from "../files/digest-file.ts";
import { folderPlace } from "../files/folder.ts";
import { filesFolder, filesPlace } from "../startup/files-place.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The files that a backup must hold.
 *
 * @param needed by its database
 * @throws Error with one line for people, when one is missing that its list doesn't call missing
 */
export function filesOfBackup(
  source: string,
  needed: readonly Digest[],
  { missing }: NonNullable<Manifest["uploads"]>,
): Digest[] {
  const place = folderPlace(join(source, "files"));
  const known = new Set(missing);
  const files = needed.filter(({ hash }) => !known.has(hash));
  for (const { hash, size } of files) {
    const path = place.path(hash);
    if (statSync(path, { throwIfNoEntry: false })?.size !== size) {
      throw new Error(`${path} is missing or of another size: the backup is not whole`);
    }
  }
  return files;
}

/**
 * Copies files into the place that a configuration names, then runs `finish`. If that fails, they are removed again.
 *
 * @throws Error with one line for people, when a file is damaged for one
 */
export async function putFiles(
  source: string,
  files: readonly Digest[],
  dataFolder: string,
  config: Config,
  finish: () => void,
): Promise<void> {
  const from = folderPlace(join(source, "files"));
  const place = filesPlace(config, dataFolder);
  // The server removes what it finds in here when it starts.
  const incoming = join(filesFolder(config, dataFolder), "incoming");
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const added: string[] = [];
  try {
    for (const { hash, size } of files) {
      const there = await place.size(hash);
      if (there === size) continue;
      if (there === null) added.push(hash);
      const copy = join(incoming, crypto.randomUUID());
      try {
        copyFileSync(from.path(hash), copy, constants.COPYFILE_FICLONE);
        if (digestFile(copy).hash !== hash) throw new Error(`${from.path(hash)} is damaged`);
        await place.put(hash, copy);
      } finally {
        rmSync(copy, { force: true });
      }
    }
    finish();
  } catch (error) {
    for (const hash of added) await place.remove(hash).catch(() => {});
    throw error;
  }
}
