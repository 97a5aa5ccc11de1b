/** Values of the types that are expected, from fields that may hold anything. */
import { createHash } from "node:crypto";
import { type Fields, isFields } from "../../config/document.ts";

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
/** A text that is not empty. */
export const someText = (value: unknown): string | undefined => textOf(value) || undefined;
export const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
/** A time in Unix seconds that has been or will be within this era. */
export const timeOf = (value: unknown): number | undefined => {
  const seconds = numberOf(value);
  return seconds !== undefined && seconds > 0 && seconds < 32_503_680_000 ? seconds : undefined;
};
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: unknown): string[] =>
  listOf(value).filter((item): item is string => typeof item === "string");

/** JSON of any value; what is no text shows as it stood in the file. */
export const asText = (value: unknown): string => textOf(value) ?? JSON.stringify(value ?? null);

/** The fields that are not among the known ones; undefined if there are none. */
export function unknownFields(fields: Fields, known: ReadonlySet<string>): Fields | undefined {
  const others = Object.entries(fields).filter(([key]) => !known.has(key) && key !== "__proto__");
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}

/** A UUID that is the same whenever it is made from the same parts. */
export function madeId(...parts: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const variant = "89ab"[Number.parseInt(hash.charAt(16), 16) % 4] ?? "8";
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Does it look like the id of a user, and not like a name? */
export const looksLikeId = (text: string): boolean => text.startsWith("USR:") || uuid.test(text);
