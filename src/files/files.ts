/**
 * Stored files: their bytes in a folder or bucket, their rows in the database.
 *
 * The order makes a crash harmless. The row of a blob is stored before its file is put into its place, and removed
 * after the file is gone. What refers to the blob is stored last. A blob that nothing came to refer to is named in
 * `unused_blobs` from the beginning, and the next `clean` removes it.
 */
import { bytesOfBlobs, checkBlob, claimBlobs, doubtfulBlobs, forgetBlob } from "../db/blobs.ts";
import { committed } from "../db/committed.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { errorText } from "../text/error-text.ts";
import type { BlobBody, BlobPlace } from "./blob-place.ts";
import { createLocks } from "./locks.ts";

/** A finished file that is to become a blob. */
export interface Finished {
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: string;
  readonly size: number;
}

export interface Files {
  /** Bytes of all blobs; content that several attachments share counts once. */
  readonly bytes: number;
  /**
   * Makes blobs of the files, then runs `refer`, which must store what refers to them. Nothing removes the blobs
   * meanwhile. The files may be gone afterwards.
   *
   * @returns `files_unavailable`: the place or the database refuses, and nothing refers to the files
   */
  keep<Result>(
    files: readonly Finished[],
    refer: () => Promise<Result>,
  ): Promise<Result | Failure<"files_unavailable">>;
  /**
   * The bytes of a blob; null: the file is missing, or of another size, though the database has it.
   *
   * @param size null: it isn't known
   */
  read(hash: string, size: number | null): Promise<BlobBody | null | Failure<"files_unavailable">>;
  /** Removes the blobs that nothing refers to any more. Never throws. */
  clean(): Promise<void>;
}

/** Blobs that are looked at together. */
const cleanAtOnce = 100;

export async function openFiles(place: BlobPlace, store: Store, log: Log): Promise<Files> {
  const locks = createLocks();
  const placeLog = throttled(log);
  // A server whose database can't be read starts all the same.
  let bytes = await store.read(bytesOfBlobs({})).catch(() => 0);
  let cleaning: Promise<void> | null = null;

  async function cleanAll(): Promise<void> {
    let after = "";
    for (;;) {
      const hashes = await store.read(doubtfulBlobs({ after, limit: cleanAtOnce }));
      for (const hash of hashes) await locks.run([hash], () => removeIfUnused(hash));
      if (hashes.length < cleanAtOnce) return;
      after = hashes.at(-1) ?? "";
    }
  }

  async function removeIfUnused(hash: string): Promise<void> {
    if (!(await committed(store, checkBlob({ hash })))) return;
    await place.remove(hash);
    bytes -= await committed(store, forgetBlob({ hash }));
  }

  async function put(files: readonly Finished[]): Promise<null> {
    const blobs = files.map(({ hash, size }) => ({ hash, size }));
    bytes += await committed(store, claimBlobs({ blobs }));
    for (const { path, hash, size } of files) {
      if ((await place.size(hash)) !== size) await place.put(hash, path);
    }
    return null;
  }

  function unavailable(cause: unknown): Failure<"files_unavailable"> {
    placeLog.error("The place for files is out of order", { reason: errorText(cause) });
    return fail("files_unavailable");
  }

  return {
    get bytes() {
      return bytes;
    },
    keep(files, refer) {
      const hashes = files.map(({ hash }) => hash);
      return locks.run(hashes, async () => {
        const failure = await put(files).catch(unavailable);
        return failure ?? refer();
      });
    },
    async read(hash, size) {
      const found = await place.size(hash).catch(unavailable);
      if (isFailure(found)) return found;
      return found === null || found !== (size ?? found) ? null : place.body(hash, found);
    },
    clean() {
      cleaning ??= cleanAll()
        .catch((cause: unknown) => {
          placeLog.error("Files that nobody needs could not be removed", { reason: errorText(cause) });
        })
        .finally(() => {
          cleaning = null;
        });
      return cleaning;
    },
  };
}
