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
  readonly keys: Map<string, number>;
}

interface Level {
  readonly list: boolean;
  index: number;
  /** The key whose value comes next. */
  key: string | null;
}

/** @example readDocument('{"a": 1,}') // { problems: [{ line: 1, reason: "not JSON (column 9): a comma too many before }" }] } */
export function readDocument(text: string): Document | { readonly problems: readonly Problem[] } {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
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
  const { entries, problems } = outline(json);
  if (problems.length > 0) return { problems };
  return {
    value,
    lineOf(entry, key) {
      const found = entries.get(String(entry));
      return (key === undefined ? undefined : found?.keys.get(key)) ?? found?.line ?? null;
    },
  };
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|\n|[^\s"{}[\],:]+/g;

/**
 * The lines of entries and of their keys in a text that is JSON. Keys that stand twice are problems: `JSON.parse`
 * takes the last one without a word, and somebody's edit would be lost.
 */
function outline(json: string): { entries: Map<string, Entry>; problems: Problem[] } {
  const entries = new Map<string, Entry>();
  const problems: Problem[] = [];
  const levels: Level[] = [];
  let line = 1;

  function note(name: string): void {
    const [outer, inner] = levels;
    if (levels.length === 1) {
      if (entries.has(name)) problems.push(twice(name, entries.get(name)?.line));
      entries.set(name, { line, keys: new Map() });
    } else if (levels.length === 2 && outer && inner && !inner.list) {
      const keys = entries.get(outer.list ? String(outer.index) : (outer.key ?? ""))?.keys;
      if (keys?.has(name)) problems.push(twice(name, keys.get(name)));
      keys?.set(name, line);
    }
  }

  function twice(name: string, first: number | undefined): Problem {
    return { line, reason: `'${name.slice(0, 60)}' stands here and on line ${first}` };
  }

  for (const [text] of json.matchAll(token)) {
    const level = levels.at(-1);
    if (text === "\n") line++;
    else if (text === "}" || text === "]") levels.pop();
    else if (text === ",") {
      if (level) {
        level.index++;
        level.key = null;
      }
    } else if (text !== ":") {
      if (level && !level.list && level.key === null) {
        const key: unknown = JSON.parse(text);
        level.key = String(key);
        note(level.key);
        continue;
      }
      if (level?.list && levels.length === 1) note(String(level.index));
      if (text === "{" || text === "[") levels.push({ list: text === "[", index: 0, key: null });
    }
  }
  return { entries, problems };
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An entry as the file shows it, a level deep in the file. */
export function entryText(value: unknown): string {
  return JSON.stringify(value, null, 4).replaceAll("\n", "\n    ");
}
