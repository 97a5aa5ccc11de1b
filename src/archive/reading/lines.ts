/** The objects of JSON Lines, as the reference server pads, patches and breaks them. */
import { isFields } from "../../config/document.ts";
import {
  type Chunks,
  type FoundObject,
  isUtf8,
  keptBytes,
  lineFeed,
  mostBytes,
  strictUtf8,
  type Watch,
} from "./chunks.ts";
import { firstJson, plainJson } from "./json.ts";

/** @param firstLine the number of the line that the first chunk begins with */
export function* lines(chunks: Chunks, firstLine: number, watch: Watch): Generator<FoundObject> {
  let line = firstLine;
  const carry = createCarry();
  for (const chunk of chunks) {
    const last = chunk.lastIndexOf(lineFeed);
    if (last < 0) {
      carry.add(chunk);
      continue;
    }
    const begun = carry.take(chunk.subarray(0, last), line, watch);
    carry.add(chunk.subarray(last + 1));
    for (const text of textsOf(begun, line, watch)) {
      const value = plainJson(text);
      if (isFields(value)) yield { value, line };
      else yield* objectsOfOddLine(text, line, watch);
      line++;
    }
  }
  const rest = carry.take(Buffer.alloc(0), line, watch);
  for (const text of textsOf(rest, line, watch)) yield* objectsOfOddLine(text, line++, watch);
}

/** The beginning of a line whose end hasn't come. */
function createCarry() {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add(part: Buffer) {
      length += part.length;
      // A chunk's memory would stay as long as a part of it. What is too long isn't kept.
      if (length <= mostBytes) parts.push(Buffer.from(part));
    },
    /** With what follows, up to the end of a line; without the first line if it is too long. */
    take(next: Buffer, line: number, watch: Watch): Buffer {
      const end = next.indexOf(lineFeed);
      const whole = length + (end < 0 ? next.length : end);
      const kept = Buffer.concat([...parts, ...(whole > mostBytes ? [] : [next])]);
      parts = [];
      length = 0;
      if (whole <= mostBytes) return kept;
      watch.skipped(`a line of ${whole} bytes`, line, kept.toString("utf8", 0, keptBytes));
      return end < 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from("\n"), next.subarray(end + 1)]);
    },
  };
}

function textsOf(bytes: Buffer, firstLine: number, watch: Watch): string[] {
  try {
    return strictUtf8.decode(bytes).split("\n");
  } catch {
    const texts = bytes.toString("utf8").split("\n");
    for (const [index, start] of lineStarts(bytes).entries()) {
      const end = bytes.indexOf(lineFeed, start);
      if (!isUtf8(bytes.subarray(start, end < 0 ? undefined : end))) {
        watch.repaired("bytes that are not UTF-8", firstLine + index);
      }
    }
    return texts;
  }
}

function lineStarts(bytes: Buffer): number[] {
  const starts = [0];
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) starts.push(at + 1);
  return starts;
}

/** Two objects are on a line if an edit overwrote the line feed between them. */
function* objectsOfOddLine(text: string, line: number, watch: Watch): Generator<FoundObject> {
  let found = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at)) {
    const parsed = firstJson(text, at);
    if (parsed === null) {
      watch.skipped("a line that is no JSON, or is cut off", line, text.slice(at));
      return;
    }
    for (const oddity of parsed.oddities) watch.repaired(oddity, line);
    if (!isFields(parsed.value)) watch.skipped("not an object", line, text.slice(at, parsed.end));
    else {
      found++;
      if (found === 2) watch.repaired("several messages on one line", line);
      yield { value: parsed.value, line };
    }
    at = parsed.end;
  }
}

const mark = /[^ \t\r\n]/g;

/** The next character that isn't blank, or the end. */
function nextMark(text: string, from: number): number {
  mark.lastIndex = from;
  return mark.exec(text)?.index ?? text.length;
}
