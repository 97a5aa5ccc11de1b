/**
 * Tables of the keys of data files. For each key they say what the server writes, which values an edit may set, and how
 * a new value changes the member, role or channel.
 */
import { type Static, type TObject, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { State } from "../../chat/state.ts";
import type { Fields } from "../../config/document.ts";
import { expected } from "../../text/expected.ts";

/** Why an entry is refused. */
export interface Fault {
  /** The key at fault; undefined: the entry as a whole. */
  readonly key: string | undefined;
  readonly reason: string;
}

export function isFault(result: object): result is Fault {
  return "reason" in result;
}

/** The table adds the key. */
export function refused(reason: string, key?: string): Fault {
  return { key, reason };
}

/** A key that edits can set. */
export interface Field<Thing, Context, Schema extends TSchema = TSchema> {
  readonly schema: Schema;
  /** The server always writes the key, and leaving it out changes nothing. */
  readonly isAlways?: boolean;
  /** The value that the server writes; undefined: it leaves the key out. */
  show(thing: Thing, state: State): unknown;
  /**
   * @param value undefined: the key was removed
   * @param written the entry that the server last wrote
   */
  set(
    thing: Thing,
    value: Static<Schema> | undefined,
    context: Context,
    written: Fields | undefined,
  ): Thing | Fault;
}

/** A key that identifies the entry, or one that edits can't set. */
export interface FixedKey<Thing> {
  readonly fixed: "identity" | "ignored";
  show?(thing: Thing, state: State): unknown;
}

export interface Table<Thing, Context> {
  /** The server writes and checks them in this order. */
  readonly keys: Readonly<Record<string, Field<Thing, Context> | FixedKey<Thing>>>;
  readonly shape: TObject;
}

/** Gives `set` the type of the schema. @example field<User, Context>()({ schema: Type.String(), … }) */
export function field<Thing, Context>() {
  return <Schema extends TSchema>(each: Field<Thing, Context, Schema>): Field<Thing, Context> => each;
}

export function table<Thing, Context>(keys: Table<Thing, Context>["keys"]): Table<Thing, Context> {
  const schemas = Object.entries(keys).flatMap(([key, each]) =>
    "schema" in each ? [[key, Type.Optional(each.schema)]] : [],
  );
  return { keys, shape: Type.Object(Object.fromEntries(schemas)) };
}

/** An entry as the server writes it, without unknown keys. */
export function shown<Thing, Context>({ keys }: Table<Thing, Context>, thing: Thing, state: State): Fields {
  const entries: [string, unknown][] = [];
  for (const [key, each] of Object.entries(keys)) {
    const value = each.show?.(thing, state);
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** The kept unknown keys, without those that a newer server knows. */
export function unknownKeys<Thing, Context>({ keys }: Table<Thing, Context>, extra: Fields): Fields {
  return Object.fromEntries(Object.entries(extra).filter(([key]) => !Object.hasOwn(keys, key)));
}

/** The first value with a wrong type. */
export function typeFault(shape: TObject, fields: Fields): Fault | null {
  const fault = Value.Errors(shape, fields).First();
  if (!fault) return null;
  const [key = "", ...deeper] = fault.path.slice(1).split("/");
  const where = [key, ...deeper].join(".");
  // The value may be a member's text or a secret, so the log does not show it.
  return { key, reason: `'${where}' must be ${expected(fault.schema)}` };
}
