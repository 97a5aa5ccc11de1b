/** The objects of the wire that have a name: described once, linked from wherever they occur. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import * as exported from "../../src/protocol/objects.ts";

export interface NamedObject {
  /** In the reference and in the AsyncAPI document: `user`, `role_map`. */
  readonly name: string;
  readonly schema: TSchema;
}

export const namedObjects: readonly NamedObject[] = Object.entries(exported)
  .flatMap(([key, schema]): NamedObject[] =>
    TypeGuard.IsObject(schema) || TypeGuard.IsRecord(schema) ? [{ name: wireName(key), schema }] : [],
  )
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const byShape = new Map(namedObjects.map(({ name, schema }) => [shape(schema), name]));

/** The name of the object that a schema is, also of an optional one or one with a description of its own. */
export function objectName(schema: TSchema): string | null {
  return byShape.get(shape(schema)) ?? null;
}

function wireName(key: string): string {
  return key
    .replace(/Object$/, "")
    .replace(/(?<=[a-z])[A-Z]/g, "_$&")
    .toLowerCase();
}

function shape(schema: TSchema): string {
  const { description: _, ...rest } = schema;
  return JSON.stringify(rest);
}
