/** A file of which only parts are read. */
import { open } from "node:fs/promises";

export interface Source {
  /** Bytes. */
  readonly size: number;
  /**
   * @returns fewer bytes when the file ends before
   * @throws RangeError when too many bytes have been asked for
   */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** What is read of one file in all. A hostile file could otherwise lead the reader through all of it, over and over. */
const budget = { bytes: 4 * 1024 * 1024, reads: 5000 };

/**
 * Opens the file for the time of `use`.
 *
 * @throws the error of the file system when it can't be opened
 */
export async function withSource<Result>(
  path: string,
  use: (source: Source) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return await use(
      bounded(size, async (at, length) => {
        const buffer = new Uint8Array(length);
        const { bytesRead } = await file.read(buffer, 0, length, at);
        return buffer.subarray(0, bytesRead);
      }),
    );
  } finally {
    await file.close();
  }
}

/** A file that is in memory. */
export function sourceOf(bytes: Uint8Array): Source {
  return bounded(bytes.length, (at, length) => Promise.resolve(bytes.subarray(at, at + length)));
}

function bounded(size: number, read: Source["read"]): Source {
  let { bytes, reads } = budget;
  return {
    size,
    async read(at, length) {
      reads--;
      bytes -= length;
      if (reads < 0 || bytes < 0) throw new RangeError("This file leads its reader around too long");
      if (at < 0 || at >= size) return new Uint8Array();
      return read(at, length);
    },
  };
}
