/**
 * Merges an entry of an edited file. It is compared with the entry that the server last wrote, and only the keys that the
 * editor changed are applied to the present member, role or channel.
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
  /** The note when the member, role or channel of an edited entry is gone: "left meanwhile; …". */
  readonly gone: string;
  /** The same member, role or channel with the name of its entry. */
  rename?(thing: Thing, name: string): Thing | Fault;
  /** Refuses a result whose keys are each valid, but not together. */
  check?(after: Thing, before: Thing, context: Context): Fault | null;
  /** Why an unknown key must not hold a secret. */
  secretReason?(key: string, thing: Thing): string;
  /** Keeps unknown keys. Without it they are dropped. */
  extra?: {
    of(thing: Thing): Fields;
    with(thing: Thing, extra: Fields): Thing;
  };
}

export interface Entry<Thing> {
  /** Its name in log messages. */
  readonly name: string;
  readonly fields: Fields;
  /** The entry that the server last wrote; undefined: it never did. */
  readonly written: Fields | undefined;
  /** The present member, role or channel; undefined: it is new, or gone. */
  readonly current: Thing | undefined;
  /** Whether to set the name. */
  readonly isRenamed: boolean;
  /** The blank that a new entry begins with, before its keys are set. */
  create?(): Thing | Fault;
}

export interface Changed<Thing> {
  readonly after: Thing;
  /** The keys that the editor added, changed or took away. */
  readonly keys: readonly string[];
}

/** The entry that the server writes. */
export function record<Thing, Context>(
  rules: EntryRules<Thing, Context>,
  thing: Thing,
  state: State,
): Fields {
  return { ...shown(rules, thing, state), ...unknownKeys(rules, rules.extra?.of(thing) ?? {}) };
}

/** The member, role or channel after the edit, or why the edit is refused; null when it changes nothing. */
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
 * The changed keys, without those that the server always writes and the editor left out. Such keys stay unchanged, with
 * a note, so that an omission never removes roles or permissions.
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

/** `extra` with the present values of those changed keys that are unknown. */
function mergeExtra(extra: Fields, edited: Fields, unknown: readonly string[]): Fields {
  const kept = Object.entries(extra).filter(([key]) => !unknown.includes(key));
  return Object.fromEntries([...kept, ...Object.entries(pick(edited, unknown))]);
}
