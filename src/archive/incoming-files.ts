/** Files of a source on their way into the place of uploaded files. */
import { constants, copyFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type BlobPlace, hashPattern } from "../files/blob-place.ts";
import { digestFile } from "../files/digest-file.ts";
import type { ArchiveSource } from "./source.ts";

export interface Blob {
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  readonly size: number;
}

export interface Incoming {
  /**
   * Copies a file towards the place. It is there for certain after `settle`.
   *
   * @returns null: the file is missing, or its content is not what its name says
   */
  take(name: string): Blob | null;
  /** How many copies are under way. */
  readonly waiting: number;
  /** Waits until all that were taken are durable. @throws Error when the place refuses one */
  settle(): Promise<void>;
}

/** @param place null: nothing is copied */
export function createIncoming(
  source: Pick<ArchiveSource, "file">,
  place: BlobPlace | null,
  folder: string,
): Incoming {
  const waiting = new Set<Promise<void>>();
  const underWay = new Set<string>();
  let failure: unknown;

  function put(blob: Blob, copy: string): void {
    if (place === null || underWay.has(blob.hash)) {
      rmSync(copy, { force: true });
      return;
    }
    underWay.add(blob.hash);
    const done = place
      .put(blob.hash, copy)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        rmSync(copy, { force: true });
        waiting.delete(done);
      });
    waiting.add(done);
  }

  return {
    take(name) {
      const path = source.file(name);
      if (path === null || !statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
      if (place === null) return digestOf(path, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const copy = join(folder, crypto.randomUUID());
      try {
        copyFileSync(path, copy, constants.COPYFILE_FICLONE);
        const blob = digestOf(copy, name);
        if (blob) put(blob, copy);
        else rmSync(copy, { force: true });
        return blob;
      } catch (error) {
        rmSync(copy, { force: true });
        throw error;
      }
    },
    get waiting() {
      return waiting.size;
    },
    async settle() {
      await Promise.all(waiting);
      underWay.clear();
      if (failure !== undefined) throw failure;
    },
  };
}

/** Null: the name is a hash, of something else. */
function digestOf(path: string, name: string): Blob | null {
  const digest = digestFile(path);
  return hashPattern.test(name) && name !== digest.hash ? null : digest;
}
