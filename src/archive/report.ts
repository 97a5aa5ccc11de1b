/** What an export or import did: counts by kind of record, and what it repaired or left out, with the reasons. */
import type { RecordKind } from "./records.ts";

export interface Counts {
  readonly read: number;
  readonly imported: number;
  /** An import that was broken off had stored them already. */
  readonly known: number;
  readonly repaired: number;
  readonly skipped: number;
}

/** Things of one kind that were repaired or left out for the same reason. */
export interface Problem {
  readonly kind: RecordKind;
  readonly what: "repaired" | "skipped";
  readonly reason: string;
  readonly count: number;
  /** Ids or names of the first ones; never a secret. */
  readonly examples: readonly string[];
}

export interface ReportResult {
  /** By kind, in the order of the archive. Kinds without records are left out. */
  readonly counts: Readonly<Partial<Record<RecordKind, Counts>>>;
  readonly problems: readonly Problem[];
  /** Other things that the operator should know. */
  readonly notes: readonly string[];
}

export interface Report {
  read(kind: RecordKind): void;
  imported(kind: RecordKind): void;
  known(kind: RecordKind): void;
  /** A part of a record was changed so that it can be stored. @param example its id or name; never a secret */
  repaired(kind: RecordKind, reason: string, example: string): void;
  /** A record, or a part of one, was left out. @param example its id or name; never a secret */
  skipped(kind: RecordKind, reason: string, example: string): void;
  note(text: string): void;
  result(): ReportResult;
}

const mostExamples = 10;
/** Code points of an example. */
const longestExample = 200;

export function createReport(): Report {
  const counts = new Map<RecordKind, { -readonly [Key in keyof Counts]: number }>();
  const problems = new Map<string, Problem & { count: number; examples: string[] }>();
  const notes: string[] = [];

  function countsOf(kind: RecordKind) {
    let found = counts.get(kind);
    if (!found) {
      found = { read: 0, imported: 0, known: 0, repaired: 0, skipped: 0 };
      counts.set(kind, found);
    }
    return found;
  }

  function add(kind: RecordKind, what: Problem["what"], reason: string, example: string): void {
    countsOf(kind)[what]++;
    const key = JSON.stringify([kind, what, reason]);
    const problem = problems.get(key) ?? { kind, what, reason, count: 0, examples: [] };
    problems.set(key, problem);
    problem.count++;
    if (problem.examples.length < mostExamples) {
      problem.examples.push([...example.slice(0, longestExample * 2)].slice(0, longestExample).join(""));
    }
  }

  return {
    read: (kind) => void countsOf(kind).read++,
    imported: (kind) => void countsOf(kind).imported++,
    known: (kind) => void countsOf(kind).known++,
    repaired: (kind, reason, example) => add(kind, "repaired", reason, example),
    skipped: (kind, reason, example) => add(kind, "skipped", reason, example),
    note: (text) => void notes.push(text),
    result: () => ({
      counts: Object.fromEntries(counts),
      problems: [...problems.values()],
      notes,
    }),
  };
}
