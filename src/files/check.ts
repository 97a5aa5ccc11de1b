/** Compares the place of files with the database, for the operator. No server may run meanwhile. */
import { blobsAfter } from "../db/blobs.ts";
import type { Store } from "../db/store.ts";
import type { BlobPlace } from "./blob-place.ts";

export interface FilesReport {
  /** Files that are as they should be, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Hashes of files that uploads need and that are missing or of another size. */
  readonly missing: readonly string[];
  /** Hashes of files that the database does not know. */
  readonly unknown: readonly string[];
}

/** Rows of the database that are read together. */
const atOnce = 500;

/** @param place `size` of each file is asked, so it takes a while in a bucket */
export async function checkFiles(place: BlobPlace, store: Pick<Store, "read">): Promise<FilesReport> {
  const unknown = new Set<string>();
  for await (const hash of place.list()) unknown.add(hash);
  const missing: string[] = [];
  let [files, bytes, after] = [0, 0, ""];
  for (;;) {
    const page = await store.read(blobsAfter({ after, limit: atOnce }));
    for (const { hash, size, isUsed } of page) {
      unknown.delete(hash);
      if ((await place.size(hash)) === size) {
        files++;
        bytes += size;
      } else if (isUsed) missing.push(hash);
    }
    if (page.length < atOnce) return { files, bytes, missing, unknown: [...unknown] };
    after = page.at(-1)?.hash ?? "";
  }
}
