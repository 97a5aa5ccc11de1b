/**
 * A JSON file that people edit: its value, and the line of each entry, so that a problem can be found.
 */
import { type JsonVisitor, jsonProblem, tooDeep } from "./json-problem.ts";

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
  readonly isList: boolean;
  /** Lines of its keys so far. */
  readonly lines: Map<string, number>;
  /** Of the value that stands here. */
  key: string;
}

/** Levels of a value: comparing and checking go down them by calling themselves. */
const deepest = 32;
/** Of one file: the others are found when these are mended. */
const mostProblems = 100;
const noKeys: ReadonlyMap<string, number> = new Map();

/** @example readDocument('{"a": 1,}') // { problems: [{ line: 1, reason: "not JSON (column 9): a comma too many before }" }] } */
export function readDocument(text: string): Document | { readonly problems: readonly Problem[] } {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (json.trim() === "") return { problems: [{ line: 1, reason: "the file is empty" }] };
  const { entries, problems } = outline(json);
  if (problems.length > 0) return { problems };
  return {
    value: JSON.parse(json),
    lineOf(entry, key) {
      const found = entries.get(String(entry));
      return (key === undefined ? undefined : found?.keys.get(key)) ?? found?.line ?? null;
    },
  };
}

/**
 * The lines of entries and of their keys. Keys that stand twice, at any depth, are problems: `JSON.parse` takes
 * the last one without a word, and an edit would be lost.
 */
function outline(json: string): {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly problems: readonly Problem[];
} {
  const entries = new Map<string, Entry>();
  const problems: Problem[] = [];
  const levels: Level[] = [];

  function note(level: Level, name: string, line: number): void {
    const first = level.lines.get(name);
    if (first !== undefined && problems.length < mostProblems) {
      problems.push({ line, reason: `'${name.slice(0, 60)}' stands here and on line ${first}` });
    }
    level.key = name;
    level.lines.set(name, line);
    if (levels.length === 1) entries.set(name, { line, keys: noKeys });
  }

  const visitor: JsonVisitor = {
    open(isList) {
      const lines = new Map<string, number>();
      const entry = levels.length === 1 && !isList ? entries.get(levels[0]?.key ?? "") : undefined;
      if (entry) entry.keys = lines;
      levels.push({ isList, lines, key: "" });
    },
    close() {
      levels.pop();
    },
    key(text, line) {
      const level = levels.at(-1);
      if (level) note(level, textOf(text), line);
    },
    item(line) {
      const level = levels.at(-1);
      // Only the file's own list has entries: a list inside an entry has no names to find.
      if (level && levels.length === 1) note(level, String(level.lines.size), line);
    },
  };
  const fault = jsonProblem(json, visitor, deepest);
  if (fault === null) return { entries, problems };
  const reason =
    fault.reason === tooDeep
      ? `nested more than ${deepest} levels deep`
      : `not JSON (column ${fault.column}): ${fault.reason}`;
  return { entries, problems: [{ line: fault.line, reason }] };
}

/** A key without its quotation marks, of which `\u0061` and `a` are the same. */
function textOf(key: string): string {
  return key.includes("\\") ? JSON.parse(key) : key.slice(1, -1);
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An entry as the file shows it, a level deep in the file. */
export function entryText(value: unknown): string {
  return JSON.stringify(value, null, 4).replaceAll("\n", "\n    ");
}
