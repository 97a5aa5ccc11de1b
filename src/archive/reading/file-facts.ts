/** What can be told of a file that becomes an attachment. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { detectType, headBytes } from "../../files/media/media-type.ts";

/**
 * Bytes of a file, and the MIME type that its content has.
 *
 * @throws Error if the file can't be read
 */
export function factsOf(path: string): { size: number; type: string } {
  const head = Buffer.alloc(headBytes);
  const file = openSync(path, "r");
  try {
    const length = readSync(file, head, 0, headBytes, 0);
    return { size: fstatSync(file).size, type: detectType(head.subarray(0, length)) };
  } finally {
    closeSync(file);
  }
}
