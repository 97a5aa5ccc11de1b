/**
 * The objects of a message file, one after another, from a file of any size: JSON Lines, or one JSON array as older
 * servers wrote it. Only the line or element at hand is in memory.
 */
import { chunksOf, type FoundObject, isBlank, joined, openBracket, type Watch } from "./chunks.ts";
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
  if (isArray) {
    return elements(all, 1, watch, (rest, line) => {
      const behind = lines(rest, line, watch);
      return onlyArray ? noneOf(behind, watch) : appended(behind, watch);
    });
  }
  const found = lines(all, 1, watch);
  return onlyArray ? noneOf(found, watch) : found;
}

/** Lines that somebody appended to an array. */
function* appended(found: Iterable<FoundObject>, watch: Watch): Generator<FoundObject> {
  for (const each of found) {
    watch.repaired("behind the end of the array", each.line);
    yield each;
  }
}

/** Notes objects outside the array that the file should be. */
function noneOf(found: Iterable<FoundObject>, watch: Watch): FoundObject[] {
  for (const { line, value } of found) {
    watch.skipped("outside the array that the file should hold", line, JSON.stringify(value));
  }
  return [];
}

function beginning(chunk: Buffer, watch: Watch): { head: Buffer; isArray: boolean } {
  const marked = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
  if (marked) watch.repaired("byte order mark", 1);
  const head = marked ? chunk.subarray(3) : chunk;
  const first = head.findIndex((byte) => !isBlank(byte));
  return { head, isArray: head[first] === openBracket };
}
