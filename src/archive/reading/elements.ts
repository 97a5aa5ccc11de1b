/** The objects of one JSON array, of any length. Only the element at hand is in memory. */
import { isFields } from "../../config/document.ts";
import {
  type Chunks,
  type FoundObject,
  isBlank,
  isUtf8,
  joined,
  keptBytes,
  lineFeed,
  mostBytes,
  openBracket,
  type Watch,
} from "./chunks.ts";
import { firstJson, plainJson } from "./json.ts";

/**
 * What stands between the brackets.
 *
 * @param chunks they begin with the array, after blanks
 * @param firstLine the number of the line that the first chunk begins with
 * @param behind reads what follows the array, from the line that it ends in
 */
export function* elements(
  chunks: Chunks,
  firstLine: number,
  watch: Watch,
  behind: (rest: Chunks, line: number) => Iterable<FoundObject>,
): Generator<FoundObject> {
  const scan = createScan(firstLine);
  for (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const { element, next } = scan.next(chunk, from);
      from = next;
      if (element) yield* objectOfElement(element, watch);
      if (!element || scan.closed) break;
    }
    if (scan.closed) {
      yield* behind(joined(chunk.subarray(from), chunks), scan.line);
      return;
    }
  }
  const rest = scan.rest();
  watch.skipped("the array is cut off", scan.line, rest.toString("utf8").slice(0, keptBytes * 64));
}

function* objectOfElement({ bytes, length, line }: Element, watch: Watch): Generator<FoundObject> {
  if (length > bytes.length) {
    watch.skipped(`an element of ${length} bytes`, line, bytes.toString("utf8"));
    return;
  }
  if (!isUtf8(bytes)) watch.repaired("bytes that are not UTF-8", line);
  const text = bytes.toString("utf8");
  const plain = plainJson(text);
  if (isFields(plain)) {
    yield { value: plain, line };
    return;
  }
  const parsed = firstJson(text);
  for (const oddity of parsed?.oddities ?? []) watch.repaired(oddity, line);
  if (parsed && isFields(parsed.value) && text.slice(parsed.end).trim() === "") {
    yield { value: parsed.value, line };
  } else watch.skipped(parsed ? "not an object" : "an element that is no JSON", line, text);
}

interface Element {
  /** Its beginning, if it is too long. */
  readonly bytes: Buffer;
  readonly length: number;
  readonly line: number;
}

/** Finds the elements of an array by its brackets, commas and quotation marks. */
function createScan(firstLine: number) {
  let parts: Buffer[] = [];
  let length = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;
  let begun = false;
  let begunLine = firstLine;
  const scan = { line: firstLine, closed: false, next, rest: () => Buffer.concat(parts) };

  /** Reads on from a place of the chunk, up to the end of an element, the array or the chunk. */
  function next(chunk: Buffer, from: number): { element: Element | null; next: number } {
    let start = from;
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === lineFeed) scan.line++;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === 0x5c) escaped = true;
        else if (byte === 0x22) inText = false;
        continue;
      }
      const ends = depth === 1 && (byte === 0x2c || byte === 0x5d);
      if (ends) {
        if (byte === 0x5d) scan.closed = true;
        const element = begun ? taken(chunk.subarray(start, at)) : null;
        if (element || scan.closed) return { element, next: at + 1 };
        continue;
      }
      if (byte === 0x22) inText = true;
      else if (byte === openBracket || byte === 0x7b) depth++;
      else if (byte === 0x5d || byte === 0x7d) depth--;
      if (!begun && byte !== undefined && !isBlank(byte) && !(depth === 1 && byte === openBracket)) {
        begun = true;
        begunLine = scan.line;
        start = at;
      }
    }
    if (begun) keep(chunk.subarray(start));
    return { element: null, next: chunk.length };
  }

  function keep(part: Buffer): void {
    if (length <= mostBytes) parts.push(Buffer.from(part));
    length += part.length;
  }

  function taken(last: Buffer): Element {
    keep(last);
    const bytes = Buffer.concat(parts);
    const element = {
      bytes: length > mostBytes ? bytes.subarray(0, keptBytes) : bytes,
      length,
      line: begunLine,
    };
    parts = [];
    length = 0;
    begun = false;
    return element;
  }

  return scan;
}
