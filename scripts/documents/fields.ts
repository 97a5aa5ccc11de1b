/** Tables of fields, made from their schemas. */
import { type TSchema, Type, TypeGuard } from "@sinclair/typebox";
import { code, prose, table } from "./markdown.ts";
import { objectName } from "./objects.ts";

/** What fields of these names mean everywhere; a schema that says something else describes it itself. */
const usualMeanings: Readonly<Record<string, string>> = {
  global: "Others get this packet too",
  channel: "Channel name",
  thread_id: "Id of the thread",
  color: "`#RRGGBB`; null without one",
};

/**
 * @param objectsPage address of the page of objects as seen from the page that the table stands on
 * @param alternatives fields of which the request needs one
 */
export function fieldTable(
  schema: TSchema,
  objectsPage: string,
  alternatives: readonly string[] = [],
): string {
  const rows = fieldRows(schema, objectsPage).map(([field = "", type = "", required = "", ...rest]) => {
    const isOne = alternatives.some((name) => field === code(name));
    return [field, type, isOne ? "one of both" : required, ...rest];
  });
  if (rows.length === 0) return "No fields.\n";
  return table(["field", "type", "required", "limits", "description"], rows);
}

/** One row per field; those of a nested object without a name follow it as `outer.inner` or `list[].inner`. */
export function fieldRows(schema: TSchema, objectsPage: string, prefix = ""): string[][] {
  if (TypeGuard.IsIntersect(schema)) {
    return schema.allOf
      .filter((part) => objectName(part) === null)
      .flatMap((part) => fieldRows(part, objectsPage, prefix));
  }
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.flatMap((part) => nested(part, objectsPage, prefix));
  if (!TypeGuard.IsObject(schema)) return [];
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).flatMap(([name, field]) => [
    [
      code(prefix + name),
      typeWords(field, objectsPage),
      required.has(name) ? "yes" : "no",
      limitWords(field),
      prose(descriptionOf(field) || (usualMeanings[name] ?? "")),
    ],
    ...nested(field, objectsPage, prefix + name),
  ]);
}

function nested(schema: TSchema, objectsPage: string, path: string): string[][] {
  if (objectName(schema) !== null) return [];
  if (TypeGuard.IsArray(schema)) return nested(schema.items, objectsPage, `${path}[]`);
  if (TypeGuard.IsRecord(schema)) return nested(recordValue(schema), objectsPage, `${path}.*`);
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.flatMap((part) => nested(part, objectsPage, path));
  return fieldRows(schema, objectsPage, `${path}.`);
}

/** What a record holds, whatever its keys. */
export function recordValue(schema: { readonly patternProperties: Record<string, TSchema> }): TSchema {
  return Object.values(schema.patternProperties)[0] ?? Type.Unknown();
}

/** @example typeWords(Type.Union([Type.String(), Type.Null()]), "") // "string or null" */
export function typeWords(schema: TSchema, objectsPage: string): string {
  const name = objectName(schema);
  if (name !== null) return `[${name}](${objectsPage}#${name})`;
  if (TypeGuard.IsLiteral(schema)) return code(JSON.stringify(schema.const));
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.map((part) => typeWords(part, objectsPage)).join(" or ");
  if (TypeGuard.IsIntersect(schema)) {
    return schema.allOf.map((part) => typeWords(part, objectsPage)).join(" with more: ");
  }
  if (TypeGuard.IsArray(schema)) {
    const items = typeWords(schema.items, objectsPage);
    return `list of ${TypeGuard.IsUnion(schema.items) ? `(${items})` : items}`;
  }
  if (TypeGuard.IsRecord(schema)) return `map of name to ${typeWords(recordValue(schema), objectsPage)}`;
  return typeof schema.type === "string" ? schema.type : "any";
}

function limitWords(schema: TSchema): string {
  return [...new Set(limits(schema))].join("; ");
}

function limits(schema: TSchema): string[] {
  if (objectName(schema) !== null) return [];
  if (TypeGuard.IsUnion(schema)) {
    // Lengths that the description gives in characters are the rule; the schema's is only a guard.
    const known = { description: descriptionOf(schema) };
    return schema.anyOf.flatMap((part) => limits(TypeGuard.IsString(part) ? { ...part, ...known } : part));
  }
  if (TypeGuard.IsArray(schema)) {
    const each = limits(schema.items).map((limit) => `each ${limit}`);
    return [...range(schema.minItems, schema.maxItems, " entries"), ...each];
  }
  if (TypeGuard.IsObject(schema)) {
    const least = schema.minProperties;
    return least === undefined ? [] : [`at least ${least} ${least === 1 ? "field" : "fields"}`];
  }
  if (TypeGuard.IsString(schema)) {
    const pattern = schema.pattern === undefined ? [] : [code(schema.pattern)];
    const told = /\bcharacters?\b/.test(schema.description ?? "");
    return [...(told ? [] : range(schema.minLength, schema.maxLength, " characters")), ...pattern];
  }
  if (TypeGuard.IsInteger(schema) || TypeGuard.IsNumber(schema))
    return range(schema.minimum, schema.maximum, "");
  return [];
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least === undefined && most === undefined) return [];
  if (most === undefined) return [`at least ${least}${unit}`];
  return [least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`];
}

/** Its own, or that of what it is a list or a variant of. */
export function descriptionOf(schema: TSchema): string {
  if (schema.description !== undefined) return schema.description;
  if (objectName(schema) !== null) return "";
  if (TypeGuard.IsArray(schema)) return descriptionOf(schema.items);
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.map(descriptionOf).find((text) => text !== "") ?? "";
  return "";
}
