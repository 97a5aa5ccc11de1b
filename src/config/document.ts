/**
 * A JSON file as somebody left it: its value, and on which line everything stands, so that a problem can be
 * found by whoever made it.
 */
import { jsonProblem } from "./json-problem.ts";

/** Why a file can't be used. */
export interface Problem {
  /** Counts from 1; null when the file has no line for it, as for something that was left out. */
  readonly line: number | null;
  readonly reason: string;
}

/** For a line of its own: "Line 3: not UTF-8: save it as UTF-8." */
export function problemText({ line, reason }: Problem): string {
  const text = line === null ? reason : `line ${line}: ${reason}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replaceAll("\n", " ")}.`;
}

export interface Document {
  readonly value: unknown;
  /** The line of an entry, or of a key in it; entries of a list go by their index. */
  lineOf(entry: string | number, key?: string): number | null;
}

interface Entry {
  readonly line: number;
  keys: ReadonlyMap<string, number>;
}

/** An object or a list that is open at a place of the text. */
interface Level {
  readonly list: boolean;
  /** Lines of its keys so far. */
  readonly lines: Map<string, number>;
  index: number;
  /** Of the value that stands here or comes next; null before it. */
  key: string | null;
}

/** Levels of a value: comparing and checking go down them by calling themselves. */
const deepest = 32;
/** Of one file; who made so many finds the others when these are mended. */
const mostProblems = 100;
const noKeys: ReadonlyMap<string, number> = new Map();

/** @example readDocument('{"a": 1,}') // { problems: [{ line: 1, reason: "not JSON (column 9): a comma too many before }" }] } */
export function readDocument(text: string): Document | { readonly problems: readonly Problem[] } {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
  const { entries, problems, tooDeep } = outline(json);
  if (tooDeep) return { problems: [tooDeep] };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const fault = jsonProblem(json);
    const line = fault?.line ?? null;
    if (json.trim() === "") return { problems: [{ line: 1, reason: "the file is empty" }] };
    const reason = fault ? `not JSON (column ${fault.column}): ${fault.reason}` : `not JSON: ${error}`;
    return { problems: [{ line, reason }] };
  }
  if (problems.length > 0) return { problems };
  return {
    value,
    lineOf(entry, key) {
      const found = entries.get(String(entry));
      return (key === undefined ? undefined : found?.keys.get(key)) ?? found?.line ?? null;
    },
  };
}

/**
 * The lines of entries and of their keys. Keys that stand twice, at any depth, are problems: `JSON.parse` takes
 * the last one without a word, and somebody's edit would be lost. Of a text that is no JSON only the depth counts.
 */
function outline(json: string): {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly problems: readonly Problem[];
  readonly tooDeep?: Problem;
} {
  const entries = new Map<string, Entry>();
  const problems: Problem[] = [];
  const levels: Level[] = [];
  let line = 1;

  function note(level: Level, name: string): void {
    const first = level.lines.get(name);
    if (first !== undefined && problems.length < mostProblems) {
      problems.push({ line, reason: `'${name.slice(0, 60)}' stands here and on line ${first}` });
    }
    level.key = name;
    level.lines.set(name, line);
    if (levels.length === 1) entries.set(name, { line, keys: noKeys });
  }

  function open(list: boolean): void {
    const lines = new Map<string, number>();
    const entry = levels.length === 1 && !list ? entries.get(levels[0]?.key ?? "") : undefined;
    if (entry) entry.keys = lines;
    levels.push({ list, lines, index: 0, key: null });
  }

  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    const level = levels.at(-1);
    if (character === "\n") line++;
    else if (character === " " || character === "\r" || character === "\t" || character === ":") continue;
    else if (character === "}" || character === "]") levels.pop();
    else if (character === ",") {
      if (level) {
        level.index++;
        level.key = null;
      }
    } else {
      const end = character === '"' ? endOfText(json, at) : at;
      if (level?.list && levels.length === 1 && level.key === null) note(level, String(level.index));
      if (level && !level.list && level.key === null) note(level, textOf(json.slice(at, end + 1)));
      else if (character === "{" || character === "[") {
        if (levels.length === deepest) {
          return { entries, problems, tooDeep: { line, reason: `nested more than ${deepest} levels deep` } };
        }
        open(character === "[");
      }
      at = end;
    }
  }
  return { entries, problems };
}

/** Where the quotation mark stands that ends the text, or the file does. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}

/** A key without its quotation marks, of which `\u0061` and `a` are the same. */
function textOf(key: string): string {
  if (!key.includes("\\")) return key.slice(1, -1);
  try {
    return String(JSON.parse(key));
  } catch {
    return key;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An entry as the file shows it, a level deep in the file. */
export function entryText(value: unknown): string {
  return JSON.stringify(value, null, 4).replaceAll("\n", "\n    ");
}
