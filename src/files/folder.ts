/** Blobs in a folder: `ab/cd/abcd…`, two levels of at most 256 folders each. */
import { mkdir, open, opendir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../text/error-text.ts";
import { type BlobPlace, hashPattern } from "./blob-place.ts";

export interface FolderPlace extends BlobPlace {
  path(hash: string): string;
}

/** @param folder is made when something comes */
export function folderPlace(folder: string): FolderPlace {
  return {
    async size(hash) {
      try {
        return (await stat(pathOf(hash))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async put(hash, file) {
      const path = pathOf(hash);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await sync(file);
      await rename(file, path);
      for (const level of [dirname(path), dirname(dirname(path)), folder]) await sync(level);
    },
    body(hash, size) {
      const file = Bun.file(pathOf(hash));
      return { size, slice: (start, end) => file.slice(start, end) };
    },
    path: pathOf,
    async remove(hash) {
      const path = pathOf(hash);
      await rm(path, { force: true });
      // If it comes back after a power cut, its row in the database must not be gone.
      await sync(dirname(path)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
    async *list() {
      for (const first of await namesIn(folder, /^[0-9a-f]{2}$/)) {
        for (const second of await namesIn(join(folder, first), /^[0-9a-f]{2}$/)) {
          yield* await namesIn(join(folder, first, second), hashPattern);
        }
      }
    },
  };

  function pathOf(hash: string): string {
    if (!hashPattern.test(hash)) throw new Error("not the hash of a blob");
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) if (pattern.test(name)) names.push(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return names;
}

/** Brings a file or folder to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}
