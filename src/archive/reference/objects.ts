/**
 * The objects of a message file, one after another, from a file of any size: JSON Lines, or one JSON array as older
 * servers wrote it. Only the line or element at hand is in memory.
 */
import { chunksOf, type FoundObject, isBlank, joined, leftOut, openBracket, type Watch } from "./chunks.ts";
import { elements } from "./elements.ts";
import { lines } from "./lines.ts";

/**
 * @param options.onlyArray the file must hold an array; what else is in it is left out
 * @throws Error if the file can't be read
 */
export function objectsIn(path: string, watch: Watch, { onlyArray = false } = {}): Iterable<FoundObject> {
  // Each of the generators below closes the file when it ends.
  const chunks = chunksOf(path);
  const first = chunks.next();
  if (first.done) return [];
  const { head, isArray } = beginning(first.value, watch);
  const all = joined(head, chunks);
  if (isArray) return elements(all, watch, onlyArray);
  const found = lines(all, 1, watch);
  if (!onlyArray) return found;
  for (const { line, value } of found) leftOut(line, value, watch);
  return [];
}

function beginning(chunk: Buffer, watch: Watch): { head: Buffer; isArray: boolean } {
  const marked = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
  if (marked) watch.repaired("byte order mark", 1);
  const head = marked ? chunk.subarray(3) : chunk;
  const first = head.findIndex((byte) => !isBlank(byte));
  return { head, isArray: head[first] === openBracket };
}
