/**
 * An entry of an edited file against what the server last wrote of it, on top of what the server has now: only what
 * the editor changed is taken over.
 */
import { isDeepStrictEqual } from "node:util";
import type { State } from "../../chat/state.ts";
import type { Fields } from "../../config/document.ts";
import { isSecret } from "../../log/log.ts";
import type { Findings } from "./edited.ts";
import { type Fault, isFault, shown, type Table, typeFault, unknownKeys } from "./fields.ts";

/** How entries of a file are merged. */
export interface EntryRules<Thing, Context> extends Table<Thing, Context> {
  /** How notes begin: "Member". */
  readonly noun: string;
  /** For the note on the edit of an entry whose member, role or channel is gone: "left meanwhile; …". */
  readonly gone: string;
  /** The thing under the name of its entry. */
  rename?(thing: Thing, name: string): Thing | Fault;
  /** Refuses a result whose keys are right each by itself, but not together. */
  check?(after: Thing, before: Thing, context: Context): Fault | null;
  /** Why a key that the server doesn't know must not hold a secret. */
  secretReason?(key: string, thing: Thing): string;
  /** Keeps keys that the server doesn't know; without it they are dropped. */
  extra?: {
    of(thing: Thing): Fields;
    with(thing: Thing, extra: Fields): Thing;
  };
}

export interface Entry<Thing> {
  /** As messages name it. */
  readonly name: string;
  readonly fields: Fields;
  /** What the server last wrote; undefined: it never did. */
  readonly written: Fields | undefined;
  /** What the server has now; undefined: nothing, or nothing any more. */
  readonly current: Thing | undefined;
  /** The name is to be set. */
  readonly isRenamed: boolean;
  /** What it stands for when it is new, before its keys are set. */
  create?(): Thing | Fault;
}

export interface Changed<Thing> {
  readonly after: Thing;
  /** The keys that the editor added, changed or took away. */
  readonly keys: readonly string[];
}

/** What the server writes for an entry. */
export function record<Thing, Context>(
  rules: EntryRules<Thing, Context>,
  thing: Thing,
  state: State,
): Fields {
  return { ...shown(rules, thing, state), ...unknownKeys(rules, rules.extra?.of(thing) ?? {}) };
}

/**
 * What the entry makes of what the server has, or why it can't; null when it changes nothing.
 */
export function mergeEntry<Thing extends object, Context extends { readonly state: State }>(
  rules: EntryRules<Thing, Context>,
  entry: Entry<Thing>,
  context: Context,
  notes: Findings["notes"],
): Changed<Thing> | Fault | null {
  const { name, fields, written, current, isRenamed } = entry;
  const what = `${rules.noun} '${name}'`;
  const basis = written ?? (current ? record(rules, current, context.state) : {});
  const touched = changedKeys(basis, fields).filter((key) => !isFixed(rules, key, "identity"));
  if (!current && written) {
    if (touched.length > 0 || isRenamed)
      notes.push(`The ${rules.noun.toLowerCase()} '${name}' ${rules.gone}`);
    return null;
  }
  const changed = current ? withoutOmissions(rules, touched, fields, what, notes) : touched;
  if (current && changed.length === 0 && !isRenamed) return null;
  const before = current ?? entry.create?.() ?? null;
  if (before === null || isFault(before)) return before;
  const after = withChanges(rules, before, entry, changed, context);
  if (isFault(after)) return after;
  const ignored = changed.filter((key) => isFixed(rules, key, "ignored") && Object.hasOwn(fields, key));
  if (ignored.length > 0) notes.push(`${what}: ${ignored.join(" and ")} can't be set here`);
  const dropped = rules.extra ? [] : changed.filter((key) => !Object.hasOwn(rules.keys, key));
  if (dropped.length > 0) notes.push(`${what}: unknown keys are dropped: ${dropped.join(", ")}`);
  return { after, keys: isRenamed ? ["name", ...changed] : changed };
}

function withChanges<Thing extends object, Context>(
  rules: EntryRules<Thing, Context>,
  before: Thing,
  { name, fields, written, isRenamed }: Entry<Thing>,
  changed: readonly string[],
  context: Context,
): Thing | Fault {
  const edited = pick(fields, changed);
  const fault = typeFault(rules.shape, edited);
  if (fault) return fault;
  const unknown = changed.filter((key) => !Object.hasOwn(rules.keys, key));
  const secret = unknown.find((key) => Object.hasOwn(edited, key) && isSecret(key));
  if (secret !== undefined && rules.secretReason) {
    return { key: secret, reason: rules.secretReason(secret, before) };
  }
  let after = before;
  if (isRenamed && rules.rename) {
    const renamed = rules.rename(after, name);
    if (isFault(renamed)) return renamed;
    after = renamed;
  }
  for (const [key, field] of Object.entries(rules.keys)) {
    if (!("set" in field) || !changed.includes(key)) continue;
    const result = field.set(after, edited[key], context, written);
    if (isFault(result)) return { key, reason: result.reason };
    after = result;
  }
  const wrong = rules.check?.(after, before, context);
  if (wrong) return wrong;
  return rules.extra && unknown.length > 0
    ? rules.extra.with(after, mergeExtra(rules.extra.of(after), edited, unknown))
    : after;
}

function isFixed<Thing, Context>(
  { keys }: Table<Thing, Context>,
  key: string,
  kind: "identity" | "ignored",
): boolean {
  const found = Object.hasOwn(keys, key) ? keys[key] : undefined;
  return found !== undefined && "fixed" in found && found.fixed === kind;
}

/** The keys that the editor added, changed or took away. */
function changedKeys(base: Fields, edited: Fields): string[] {
  const keys = new Set([...Object.keys(base), ...Object.keys(edited)]);
  return [...keys].filter((key) => !isDeepStrictEqual(base[key], edited[key]));
}

/**
 * The changed keys without those that the server always writes and the editor left out: they stay as they are, with a
 * note, so that an omission never takes roles or permissions away.
 */
function withoutOmissions<Thing, Context>(
  { keys }: Table<Thing, Context>,
  changed: readonly string[],
  edited: Fields,
  what: string,
  notes: string[],
): readonly string[] {
  const isAlways = (key: string) => {
    const found = Object.hasOwn(keys, key) ? keys[key] : undefined;
    return found !== undefined && "isAlways" in found && found.isAlways === true;
  };
  const omitted = changed.filter((key) => isAlways(key) && !Object.hasOwn(edited, key));
  if (omitted.length === 0) return changed;
  const names = omitted.map((key) => `'${key}'`).join(", ");
  notes.push(`${what}: ${names} ${omitted.length === 1 ? "is" : "are"} left out and so unchanged`);
  return changed.filter((key) => !omitted.includes(key));
}

/** These keys of the fields; keys that the fields lack are left out. */
function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}

/** `extra` with the unknown ones among the changed keys as they are in the file now. */
function mergeExtra(extra: Fields, edited: Fields, unknown: readonly string[]): Fields {
  const kept = Object.entries(extra).filter(([key]) => !unknown.includes(key));
  return Object.fromEntries([...kept, ...Object.entries(pick(edited, unknown))]);
}
