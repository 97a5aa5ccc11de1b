/** Copies uploaded files into a backup. Where the file system allows, they are hard links, which cost no space. */
import { linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { bringToDisk, syncFile } from "../config/write-file.ts";
import type { BlobPlace } from "../files/blob-place.ts";
import type { Digest } from "../files/digest.ts";
import { digestFile } from "../files/digest-file.ts";
import { folderPlace } from "../files/folder.ts";

export interface FileCopies {
  /**
   * Takes the files that are not there yet.
   *
   * @returns those that the place lacks, or has with another content
   */
  take(blobs: readonly Digest[]): Promise<Digest[]>;
  /** Removes all but these, and brings the names to the disk. Gives how many are there, and their bytes. */
  keepOnly(blobs: readonly Digest[]): { readonly count: number; readonly bytes: number };
}

/**
 * @param folder `files` of the new backup
 * @param earlier `files` of an earlier backup, whose files are shared if those of the place can't be; null: there is none
 */
export function createFileCopies(place: BlobPlace, folder: string, earlier: string | null): FileCopies {
  const target = folderPlace(folder);
  const shared = earlier === null ? null : folderPlace(earlier);
  const taken = new Map<string, number>();
  const folders = new Set<string>();

  async function take({ hash, size }: Digest): Promise<boolean> {
    if (taken.has(hash)) return true;
    if ((await place.size(hash)) !== size) return false;
    const path = target.path(hash);
    if (!folders.has(dirname(path))) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      for (let at = dirname(path); at.length >= folder.length; at = dirname(at)) folders.add(at);
    }
    const isThere =
      links(place.path(hash), path, size) ||
      links(shared?.path(hash) ?? null, path, size) ||
      (await copies(place, { hash, size }, path));
    if (isThere) taken.set(hash, size);
    return isThere;
  }

  return {
    async take(blobs) {
      const lost: Digest[] = [];
      for (const blob of blobs) if (!(await take(blob))) lost.push(blob);
      return lost;
    },
    keepOnly(blobs) {
      const needed = new Set(blobs.map(({ hash }) => hash));
      let bytes = 0;
      for (const [hash, size] of taken) {
        if (needed.has(hash)) bytes += size;
        else {
          rmSync(target.path(hash), { force: true });
          taken.delete(hash);
        }
      }
      for (const name of folders) bringToDisk(name);
      return { count: taken.size, bytes };
    },
  };
}

/** Whether it could be linked. Other file systems, links without permission and too many of them are copied instead. */
function links(from: string | null, path: string, size: number): boolean {
  if (from === null) return false;
  try {
    linkSync(from, path);
  } catch {
    return false;
  }
  if (statSync(path).size === size) return true;
  rmSync(path);
  return false;
}

/** False: it was removed meanwhile, or its content is another one. */
async function copies(place: BlobPlace, { hash, size }: Digest, path: string): Promise<boolean> {
  try {
    await Bun.write(Bun.file(path), new Response(place.body(hash, size).slice(0, size)));
  } catch (error) {
    rmSync(path, { force: true });
    if ((await place.size(hash)) === null) return false;
    throw error;
  }
  const written = digestFile(path);
  if (written.size !== size) throw new Error(`${path} could not be written whole`);
  if (written.hash !== hash) {
    rmSync(path);
    return false;
  }
  syncFile(path);
  return true;
}
