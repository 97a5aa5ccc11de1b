/** What the merges of the three files share: comparing with what the server last wrote, and checking types. */
import { isDeepStrictEqual } from "node:util";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Document, Fields, Problem } from "../config/document.ts";
import { expected } from "../text/expected.ts";

/** A file that somebody edited. */
export interface Edited {
  readonly document: Document;
  /** What the server last wrote, parsed. */
  readonly base: unknown;
  /** Ids of the channels in `base`, in its order; their names may have changed since. */
  readonly baseIds: readonly number[];
}

/** What the merge of one file says beside its result. */
export interface Findings {
  /** With any of these nothing of the file is taken over. */
  readonly problems: Problem[];
  /** What the editor should know though it is no problem. */
  readonly notes: string[];
  /** What was changed, for the log: "mira: roles, nickname". */
  readonly changes: string[];
}

/** Why an entry can't be taken over. */
export interface Fault {
  /** The key at fault; undefined: the entry as a whole. */
  readonly key: string | undefined;
  readonly reason: string;
}

export function noFindings(): Findings {
  return { problems: [], notes: [], changes: [] };
}

/** The keys that the editor added, changed or took away. */
export function changedKeys(base: Fields, edited: Fields): string[] {
  const keys = new Set([...Object.keys(base), ...Object.keys(edited)]);
  return [...keys].filter((key) => !isDeepStrictEqual(base[key], edited[key]));
}

/**
 * The changed keys without those that the server always writes and the editor left out: they stay as they are, with a
 * note. Nobody loses roles or permissions by an omission.
 *
 * @param what the entry, for the note: "The member 'mira'"
 */
export function withoutOmissions(
  changed: readonly string[],
  edited: Fields,
  always: ReadonlySet<string>,
  what: string,
  notes: string[],
): string[] {
  const omitted = changed.filter((key) => always.has(key) && !Object.hasOwn(edited, key));
  if (omitted.length > 0) {
    const keys = omitted.map((key) => `'${key}'`).join(", ");
    notes.push(`${what}: ${keys} ${omitted.length === 1 ? "is" : "are"} left out and so unchanged`);
  }
  return changed.filter((key) => !omitted.includes(key));
}

/** Only these keys; what is not there stays away. */
export function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}

/** `extra` with the unknown ones among the changed keys as they are in the file now. */
export function mergeExtra(
  extra: Fields,
  edited: Fields,
  changed: readonly string[],
  known: ReadonlySet<string>,
): Fields {
  const unknown = changed.filter((key) => !known.has(key));
  const kept = Object.entries(extra).filter(([key]) => !unknown.includes(key));
  return Object.fromEntries([...kept, ...Object.entries(pick(edited, unknown))]);
}

/** The first value that has not the type that it needs. */
export function typeFault(schema: TSchema, fields: Fields): Fault | null {
  const fault = Value.Errors(schema, fields).First();
  if (!fault) return null;
  const [key = "", ...deeper] = fault.path.slice(1).split("/");
  const where = [key, ...deeper].join(".");
  // The value may be a member's text or a secret, so the log does not show it.
  return { key, reason: `'${where}' must be ${expected(fault.schema)}` };
}
