/** What a value may be, in words for the person who wrote it. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";

/**
 * What a schema allows. A schema may bring its own words, as `words`.
 *
 * @param formats words for text formats by their names
 * @example expected(Type.Integer({ minimum: 0, maximum: 9 })) // "a whole number from 0 to 9"
 */
export function expected(
  schema: TSchema,
  formats: Readonly<Record<string, { readonly expected: string }>> = {},
): string {
  if (typeof schema["words"] === "string") return schema["words"];
  if (TypeGuard.IsUnion(schema)) {
    const [first = "", ...rest] = schema.anyOf.map((member) => expected(member, formats));
    return rest.length === 0 ? first : `${[first, ...rest.slice(0, -1)].join(", ")} or ${rest.at(-1)}`;
  }
  if (TypeGuard.IsLiteral(schema)) return JSON.stringify(schema.const);
  if (TypeGuard.IsBoolean(schema)) return "true or false";
  if (TypeGuard.IsInteger(schema)) return `a whole number${range(schema)}`;
  if (TypeGuard.IsNumber(schema)) return `a number${range(schema)}`;
  if (TypeGuard.IsArray(schema)) {
    const most = schema.maxItems === undefined ? "" : ` of at most ${schema.maxItems}`;
    return `a list${most}, each item ${expected(schema.items, formats)}`;
  }
  if (TypeGuard.IsString(schema)) {
    const format = schema.format === undefined ? undefined : formats[schema.format]?.expected;
    if (format !== undefined) return format;
    if (schema.pattern !== undefined) return `a text that matches ${schema.pattern}`;
    return schema.maxLength === undefined
      ? "a text"
      : `a text of ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
  }
  return TypeGuard.IsNull(schema) ? "null" : "an object";
}

function range({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string {
  if (minimum === undefined) return maximum === undefined ? "" : ` of at most ${maximum}`;
  return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}
