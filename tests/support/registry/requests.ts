/** Requests made from the definitions and their rows: what names something, and what names only things that stay. */
import type { AnyCommand } from "../../../src/handlers/command.ts";
import { type AnyRow, type Fields, type Hidden, hiddenKinds, type Kind } from "./row.ts";

export type Living = Readonly<Record<Kind, string>>;

/** Where messages are: `channel`, or `thread_id`. */
export interface At {
  readonly channel?: string;
  readonly thread_id?: string;
}

export interface Naming {
  readonly field: string;
  readonly kind: Kind;
}

/** The fields of a command that name something. */
export function namingFields(row: AnyRow): Naming[] {
  return Object.entries(row.names).flatMap(([field, kind]) => (kind === null ? [] : [{ field, kind }]));
}

/** Those that name what may be out of sight. */
export function hiddenFields(row: AnyRow): (Naming & { readonly kind: Hidden })[] {
  return namingFields(row).filter((one): one is Naming & { kind: Hidden } => hiddenKinds.has(one.kind));
}

/**
 * A request whose field has this name, and which is right else.
 *
 * @param at where its messages lie, if it asks for a place
 * @param living what the other fields name
 */
export function requestNaming(
  request: AnyCommand["request"],
  row: AnyRow,
  naming: { readonly field: string; readonly name: string } | null,
  at: At,
  living: Living,
): Fields {
  const { properties, required = [] } = request;
  const value = (field: string, name: string) => (properties[field]?.["type"] === "array" ? [name] : name);
  const others = namingFields(row).flatMap(({ field, kind }) =>
    required.includes(field) && field !== naming?.field ? [[field, value(field, living[kind])] as const] : [],
  );
  const isPlace = naming?.field === "channel" || naming?.field === "thread_id";
  const place = isPlace ? [] : Object.entries(at).filter(([field]) => field in properties);
  return {
    ...Object.fromEntries(others),
    ...Object.fromEntries(place),
    ...row.right,
    ...(naming && { [naming.field]: value(naming.field, naming.name) }),
  };
}

/** A request about what stays. */
export function plainRequest(request: AnyCommand["request"], row: AnyRow, at: At, living: Living): Fields {
  const [first] = namingFields(row);
  const isAddressed = "channel" in request.properties || (request.required ?? []).length > 0;
  const naming = first && !isAddressed ? { field: first.field, name: living[first.kind] } : null;
  return requestNaming(request, row, naming, at, living);
}
