/** The hash of a file, computed at once: for threads, and for commands without an event loop to keep free. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { Digest } from "./digest.ts";

const buffer = Buffer.allocUnsafe(1024 * 1024);

/** @throws Error when the file can't be read */
export function digestFile(path: string): Digest {
  const file = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    let size = 0;
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, count));
      size += count;
    }
    return { hash: hash.digest("hex"), size };
  } finally {
    closeSync(file);
  }
}
