/** Schemas of the definitions as TypeScript, as it stands in the client library. */
import { type TObject, type TSchema, TypeGuard } from "@sinclair/typebox";
import { descriptionOf, recordValue } from "../documents/fields.ts";

export interface Printing {
  /** The name of a type that stands elsewhere for this schema; null: write the schema out. */
  readonly nameOf: (schema: TSchema) => string | null;
}

/**
 * A schema as a type. Limits such as lengths are left out: types can't say them.
 *
 * @param indent of the line that the type begins on
 * @throws Error for a kind of schema that no definition has yet
 * @example typeText(Type.Array(Type.String()), { nameOf: () => null }) // "string[]"
 */
export function typeText(schema: TSchema, printing: Printing, indent = ""): string {
  return printing.nameOf(schema) ?? inlineText(schema, printing, indent);
}

/** The same, without asking for the name of the schema itself. */
export function inlineText(schema: TSchema, printing: Printing, indent = ""): string {
  const inner = (part: TSchema) => typeText(part, printing, indent);
  if (TypeGuard.IsLiteral(schema)) return JSON.stringify(schema.const);
  if (TypeGuard.IsUnion(schema)) return [...new Set(schema.anyOf.map(inner))].join(" | ");
  if (TypeGuard.IsIntersect(schema)) return schema.allOf.map((part) => grouped(inner(part), "|")).join(" & ");
  if (TypeGuard.IsArray(schema)) return `${grouped(inner(schema.items), "|&")}[]`;
  if (TypeGuard.IsRecord(schema)) return `Record<string, ${inner(recordValue(schema))}>`;
  if (TypeGuard.IsObject(schema)) return objectText(schema, printing, indent);
  if (TypeGuard.IsString(schema)) return "string";
  if (TypeGuard.IsInteger(schema) || TypeGuard.IsNumber(schema)) return "number";
  if (TypeGuard.IsBoolean(schema)) return "boolean";
  if (TypeGuard.IsNull(schema)) return "null";
  if (TypeGuard.IsUnknown(schema)) return "unknown";
  throw new Error(`A schema of the kind ${String(schema.type)} can't be written as TypeScript yet`);
}

/** The last parameter: fields before and behind those of the schema, as they are to be printed */
export function objectText(
  schema: TObject,
  printing: Printing,
  indent = "",
  { first = [], last = [] }: { readonly first?: readonly string[]; readonly last?: readonly string[] } = {},
): string {
  const within = `${indent}  `;
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const type = typeText(field, printing, within);
    const mark = required.has(name) ? "" : "?";
    return `${comment(descriptionOf(field), within)}${within}${keyText(name)}${mark}: ${type};`;
  });
  const lines = [...first.map((line) => within + line), ...fields, ...last.map((line) => within + line)];
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

/** A text of a definition as the comment above a field or type; nothing without a text. */
export function comment(text: string | undefined, indent = ""): string {
  const line = (text ?? "").replace(/\s+/g, " ").replaceAll("*/", "*\\/").trim();
  return line === "" ? "" : `${indent}/** ${line} */\n`;
}

export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** In parentheses if one of the operators stands outside of braces. */
function grouped(text: string, operators: string): string {
  let depth = 0;
  for (const character of text) {
    if ("{<(".includes(character)) depth++;
    else if ("}>)".includes(character)) depth--;
    else if (depth === 0 && operators.includes(character)) return `(${text})`;
  }
  return text;
}
