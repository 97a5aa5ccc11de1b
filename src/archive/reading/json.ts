/** JSON as Python and people's editors leave it: the first value of a text, and what was odd about it. */
import { jsonTokens, type Tokens } from "../../config/json-tokens.ts";

/** Why a text is not plain JSON, and what was read instead. */
export type Oddity = "number that is no number" | "half of a surrogate pair" | "byte order mark";

export interface Parsed {
  readonly value: unknown;
  /** Where the value ends in the text. */
  readonly end: number;
  readonly oddities: readonly Oddity[];
}

/** Levels of objects and lists in each other. Deeper values are refused. */
const deepest = 200;

/** A lone surrogate can only come from an escape. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** What a whole text holds, if it is one plain JSON value; undefined if it isn't. The usual and quick way. */
export function plainJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return text.includes("\\u") && surrogateEscape.test(text) ? undefined : value;
}

/**
 * The first value of a text. `NaN`, `Infinity` and `-Infinity` are read as null, lone surrogates as U+FFFD.
 *
 * @returns null if no whole value begins at `from`, or one that is nested more than 200 levels deep
 */
export function firstJson(text: string, from = 0): Parsed | null {
  const oddities = new Set<Oddity>();
  let start = from;
  if (text.charCodeAt(start) === 0xfeff) {
    start++;
    oddities.add("byte order mark");
  }
  const tokens = jsonTokens(start === 0 ? text : text.slice(start));
  tokens.next();
  try {
    const value = valueAt(tokens, start === 0 ? text : text.slice(start), oddities, 0);
    return { value, end: start + tokens.end, oddities: [...oddities] };
  } catch (error) {
    if (error instanceof NoJson) return null;
    throw error;
  }
}

class NoJson extends Error {}

function valueAt(tokens: Tokens, text: string, oddities: Set<Oddity>, depth: number): unknown {
  if (depth > deepest) throw new NoJson();
  switch (tokens.kind) {
    case "{":
      return objectAt(tokens, text, oddities, depth);
    case "[":
      return listAt(tokens, text, oddities, depth);
    case "text":
      return textAt(tokens, text, oddities);
    case "word":
      return wordAt(text.slice(tokens.start, tokens.end), oddities);
    default:
      throw new NoJson();
  }
}

function objectAt(tokens: Tokens, text: string, oddities: Set<Oddity>, depth: number): unknown {
  const entries: [string, unknown][] = [];
  for (let next = tokens.next(); next !== "}" || entries.length > 0; next = tokens.next()) {
    if (next !== "text") throw new NoJson();
    const key = textAt(tokens, text, oddities);
    if (tokens.next() !== ":") throw new NoJson();
    tokens.next();
    entries.push([key, valueAt(tokens, text, oddities, depth + 1)]);
    if (!another(tokens, "}")) break;
  }
  // Unlike an assignment, it makes `__proto__` a key like any other.
  return Object.fromEntries(entries);
}

function listAt(tokens: Tokens, text: string, oddities: Set<Oddity>, depth: number): unknown {
  const items: unknown[] = [];
  for (let next = tokens.next(); next !== "]" || items.length > 0; next = tokens.next()) {
    items.push(valueAt(tokens, text, oddities, depth + 1));
    if (!another(tokens, "]")) break;
  }
  return items;
}

/** Reads the comma, or the end. */
function another(tokens: Tokens, close: "}" | "]"): boolean {
  const next = tokens.next();
  if (next !== "," && next !== close) throw new NoJson();
  return next === ",";
}

function textAt(tokens: Tokens, text: string, oddities: Set<Oddity>): string {
  if (tokens.fault) throw new NoJson();
  const found: string = JSON.parse(text.slice(tokens.start, tokens.end));
  if (found.isWellFormed()) return found;
  oddities.add("half of a surrogate pair");
  return found.toWellFormed();
}

const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function wordAt(word: string, oddities: Set<Oddity>): unknown {
  if (word === "true") return true;
  if (word === "false") return false;
  if (word === "null") return null;
  if (word === "NaN" || word === "Infinity" || word === "-Infinity") {
    oddities.add("number that is no number");
    return null;
  }
  if (!number.test(word)) throw new NoJson();
  const value = Number(word);
  if (Number.isFinite(value)) return value;
  oddities.add("number that is no number");
  return null;
}
