/**
 * An upload in JSON, read as a stream: one object whose field `file` holds base64 or a `data:` URL. The other fields
 * are texts, numbers, true, false or null, in any order, and short. The file's bytes are handed on as they come, so
 * that a file of a hundred megabytes takes no memory.
 */
import { createBase64Decoder, pieceLength } from "./base64-decoder.ts";

export type FormValue = string | number | boolean | null;

export interface JsonForm {
  /** The fields that are complete. */
  readonly fields: ReadonlyMap<string, FormValue>;
  /** Reads on. Returns what is wrong, for people, or null. */
  push(chunk: Uint8Array): Promise<string | null>;
  /** What is wrong when it ends here, or null. */
  end(): string | null;
}

/** Bytes of a name or a value as they are sent. */
const longestText = 8 * 1024;
const mostFields = 32;
/** Bytes of `data:TYPE;base64,`. */
const longestPrefix = 256;

const [quote, backslash, comma, colon, openBrace, closeBrace] = [34, 92, 44, 58, 123, 125] as const;
const isSpace = (byte: number) => byte === 32 || byte === 9 || byte === 10 || byte === 13;

type State =
  | "start"
  /** A name or the end of the object. */
  | "first"
  /** A name. */
  | "name"
  | "in_name"
  | "colon"
  | "value"
  | "in_text"
  /** A number, true, false or null. */
  | "in_word"
  | "in_file"
  /** A comma or the end of the object. */
  | "after"
  | "over";

/** @param take gets the file's bytes, which are overwritten when it is done. Returns what is wrong, or null */
export function createJsonForm(take: (bytes: Uint8Array) => Promise<string | null>): JsonForm {
  const fields = new Map<string, FormValue>();
  let state: State = "start";
  let name = "";
  /** What has come of a name or value, or of an escape in the file. */
  let text: Uint8Array[] = [];
  let length = 0;
  let isEscaped = false;
  let hasFile = false;
  let file: ReturnType<typeof createFile> | null = null;

  return {
    fields,
    async push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (state === "in_file") {
          const [next, problem] = await fileFrom(chunk, at);
          if (problem !== null) return problem;
          at = next;
          continue;
        }
        const next = step(chunk, at);
        if (typeof next === "string") return next;
        at = next;
      }
      return null;
    },
    end: () => (state === "over" ? null : "The JSON ends too early"),
  };

  /** Returns where to read on, or what is wrong. */
  function step(chunk: Uint8Array, at: number): number | string {
    const byte = chunk[at] ?? 0;
    if (state === "in_name" || state === "in_text") return throughText(chunk, at);
    if (state === "in_word") return throughWord(chunk, at);
    if (isSpace(byte)) return at + 1;
    switch (state) {
      case "start":
        if (byte !== openBrace) return "The body must be a JSON object";
        state = "first";
        return at + 1;
      case "first":
      case "name":
        if (byte === closeBrace && state === "first") state = "over";
        else if (byte === quote) state = "in_name";
        else return "The body is not valid JSON";
        return at + 1;
      case "colon":
        if (byte !== colon) return "The body is not valid JSON";
        state = "value";
        return at + 1;
      case "value":
        return beginValue(byte, at);
      case "after":
        if (byte === comma) state = "name";
        else if (byte === closeBrace) state = "over";
        else return "The body is not valid JSON";
        return at + 1;
      default:
        return "The body has something behind the JSON object";
    }
  }

  function beginValue(byte: number, at: number): number | string {
    if (byte === quote) {
      state = name === "file" ? "in_file" : "in_text";
      if (state === "in_file") {
        if (hasFile) return "There are two files";
        hasFile = true;
        file = createFile(take);
      }
      return at + 1;
    }
    if (name === "file") return "file must be a text";
    if (byte === openBrace || byte === 91) return "The fields must be texts, numbers, true, false or null";
    state = "in_word";
    return at;
  }

  function throughText(chunk: Uint8Array, at: number): number | string {
    for (let end = at; end < chunk.length; end++) {
      const byte = chunk[end];
      if (isEscaped) isEscaped = false;
      else if (byte === backslash) isEscaped = true;
      else if (byte === quote) return keep(chunk.subarray(at, end)) ?? finishText(end + 1);
    }
    return keep(chunk.subarray(at)) ?? chunk.length;
  }

  function throughWord(chunk: Uint8Array, at: number): number | string {
    for (let end = at; end < chunk.length; end++) {
      const byte = chunk[end] ?? 0;
      if (byte === comma || byte === closeBrace || isSpace(byte)) {
        return keep(chunk.subarray(at, end)) ?? finishWord(end);
      }
    }
    return keep(chunk.subarray(at)) ?? chunk.length;
  }

  function keep(part: Uint8Array): string | null {
    length += part.length;
    if (length > longestText) return `A field is longer than ${longestText} bytes`;
    // The chunk's memory may be used again.
    text.push(part.slice());
    return null;
  }

  function taken(): string | null {
    const bytes = Buffer.concat(text);
    text = [];
    length = 0;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return null;
    }
  }

  function finishText(next: number): number | string {
    const sent = taken();
    const value = sent === null ? undefined : parsed(`"${sent}"`);
    if (typeof value !== "string") return "The body is not valid JSON";
    if (state === "in_name") {
      if (fields.size >= mostFields) return `There are more than ${mostFields} fields`;
      name = value;
      state = "colon";
    } else {
      fields.set(name, value);
      state = "after";
    }
    return next;
  }

  function finishWord(next: number): number | string {
    const value = parsed(taken() ?? "");
    if (value === undefined) return "The body is not valid JSON";
    fields.set(name, value);
    state = "after";
    return next;
  }

  async function fileFrom(chunk: Uint8Array, at: number): Promise<[number, string | null]> {
    if (isEscaped) return escapeFrom(chunk, at);
    const quoted = chunk.indexOf(quote, at);
    const escaped = chunk.indexOf(backslash, at);
    const end = Math.min(quoted < 0 ? chunk.length : quoted, escaped < 0 ? chunk.length : escaped);
    const problem = (await file?.push(chunk.subarray(at, end))) ?? null;
    if (problem !== null) return [end, problem];
    if (end === quoted) {
      state = "after";
      return [end + 1, file?.end() ?? null];
    }
    if (end === escaped) isEscaped = true;
    return [end + 1, null];
  }

  /** Some encoders write `/` and `+` as escapes. */
  async function escapeFrom(chunk: Uint8Array, at: number): Promise<[number, string | null]> {
    text.push(chunk.slice(at, at + 1));
    const sent = Buffer.concat(text).toString("latin1");
    if (sent.startsWith("u") && sent.length < 5) return [at + 1, null];
    isEscaped = false;
    text = [];
    const value = parsed(`"\\${sent}"`);
    if (typeof value !== "string" || value.charCodeAt(0) > 127) return [at, "file is not valid base64"];
    return [at + 1, (await file?.push(Buffer.from(value, "latin1"))) ?? null];
  }
}

/** The text of the field `file`. */
function createFile(take: (bytes: Uint8Array) => Promise<string | null>) {
  const decoder = createBase64Decoder();
  /** The beginning, until it is clear whether it is a `data:` URL and where its data begin. */
  let beginning: Buffer | null = Buffer.alloc(0);

  async function decode(piece: Uint8Array): Promise<string | null> {
    for (let at = 0; at < piece.length; at += pieceLength) {
      const bytes = decoder.push(piece.subarray(at, at + pieceLength));
      if (bytes === null) return "file is not valid base64";
      const problem = bytes.byteLength > 0 ? await take(bytes) : null;
      if (problem !== null) return problem;
    }
    return null;
  }

  return {
    async push(piece: Uint8Array): Promise<string | null> {
      if (beginning === null) return decode(piece);
      beginning = Buffer.concat([beginning, piece]);
      const scheme = beginning.subarray(0, 5).toString("latin1").toLowerCase();
      if ("data:".startsWith(scheme) && scheme.length < 5) return null;
      let from = 0;
      if (scheme === "data:") {
        const end = beginning.indexOf(comma);
        if (end < 0) return beginning.length > longestPrefix ? "file is not a data: URL in base64" : null;
        if (!/;base64$/i.test(beginning.subarray(0, end).toString("latin1"))) {
          return "file is not a data: URL in base64";
        }
        from = end + 1;
      }
      const data = beginning.subarray(from);
      beginning = null;
      return decode(data);
    },
    end(): string | null {
      if (beginning !== null && beginning.length > 0) return "file is not valid base64";
      return decoder.isWhole() ? null : "file is not valid base64";
    },
  };
}

function parsed(source: string): FormValue | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null ? undefined : (value as FormValue);
  } catch {
    return undefined;
  }
}
