/**
 * One file of DiscordChatExporter: `{"guild", "channel", …, "messages": […], "messageCount"}`. It may be of any size;
 * only its head and the message at hand are in memory.
 */
import { type Fields, isFields } from "../../config/document.ts";
import { type Chunks, chunksOf, type FoundObject, joined, type Watch } from "../reading/chunks.ts";
import { elements } from "../reading/elements.ts";
import { firstJson } from "../reading/json.ts";

/** What stands before the messages; null: the file is no export. It must be in the first MiB of the file. */
export function headOf(path: string): Fields | null {
  const chunks = chunksOf(path);
  try {
    return beginning(chunks)?.head ?? null;
  } finally {
    chunks.return();
  }
}

/**
 * The messages of an export, in the order of the file.
 *
 * @throws Error if the file can't be read
 */
export function* messagesIn(path: string, watch: Watch): Generator<FoundObject> {
  const chunks = chunksOf(path);
  try {
    const start = beginning(chunks);
    if (start) yield* elements(joined(start.bytes, chunks), start.line, watch, () => []);
  } finally {
    chunks.return();
  }
}

interface Start {
  readonly head: Fields;
  /** From the bracket of the messages on. */
  readonly bytes: Buffer;
  /** The line of that bracket. */
  readonly line: number;
}

function beginning(chunks: Chunks): Start | null {
  const first = chunks.next();
  if (first.done) return null;
  const chunk = first.value;
  const at = bracketOfMessages(chunk);
  if (at === null) return null;
  const before = chunk.toString("utf8", 0, at);
  const parsed = firstJson(`${before}[]}`);
  if (!parsed || !isFields(parsed.value)) return null;
  return { head: parsed.value, bytes: chunk.subarray(at), line: before.split("\n").length };
}

/** Where the value of the key `messages` of the outermost object begins; null: there is no such list. */
function bracketOfMessages(chunk: Buffer): number | null {
  let depth = 0;
  let textFrom: number | null = null;
  let last = "";
  let key = "";
  for (let at = 0; at < chunk.length; at++) {
    const byte = chunk[at];
    if (textFrom !== null) {
      if (byte === backslash) at++;
      else if (byte === quotationMark) {
        if (depth === 1) last = chunk.toString("latin1", textFrom, Math.min(at, textFrom + longestKey));
        textFrom = null;
      }
      continue;
    }
    if (byte === quotationMark) textFrom = at + 1;
    else if (byte === colon && depth === 1) key = last;
    else if (byte === comma && depth === 1) key = "";
    else if (byte === 0x5b && depth === 1 && key === "messages") return at;
    else if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return null;
}

const longestKey = 20;
const quotationMark = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
