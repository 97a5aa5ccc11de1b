/** Blobs as objects of a bucket of an S3-compatible store, under `PREFIX` and the hash. */
import type { S3Client } from "bun";
import { errorCode } from "../text/error-text.ts";
import { type BlobPlace, hashPattern } from "./blob-place.ts";

export interface S3Settings {
  /** Address of the store. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** What the names of all objects begin with. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Milliseconds after which an answer of the store is no longer waited for. Sending a file takes longer. */
const patience = { short: 15_000, long: 600_000 };

export function s3Place(settings: S3Settings): BlobPlace {
  const { prefix, ...options } = settings;
  const client: S3Client = new Bun.S3Client({ ...options, retry: 3 });
  return {
    async size(hash) {
      try {
        return (await within(patience.short, client.stat(keyOf(hash)))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async put(hash, file) {
      await within(patience.long, client.write(keyOf(hash), Bun.file(file)));
    },
    body(hash, size) {
      const object = client.file(keyOf(hash));
      return { size, slice: (start, end) => object.slice(start, end).stream() };
    },
    path: () => null,
    async remove(hash) {
      await within(patience.short, client.delete(keyOf(hash)));
    },
    async *list() {
      let startAfter = prefix;
      for (;;) {
        const page = await within(patience.short, client.list({ prefix, startAfter }));
        for (const { key } of page.contents ?? []) {
          const hash = key.slice(prefix.length);
          if (hashPattern.test(hash)) yield hash;
          startAfter = key;
        }
        if (!page.isTruncated) return;
      }
    },
  };

  function keyOf(hash: string): string {
    if (!hashPattern.test(hash)) throw new Error("not the hash of a blob");
    return `${prefix}${hash}`;
  }
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === "NoSuchKey";
}

/** The runtime's client has no time limit of its own. */
async function within<Result>(milliseconds: number, answer: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the object store does not answer")), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
