/** All keys of config.json for the command line: what they are for, their types and their values. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { expected } from "../text/expected.ts";
import { configValue, isSecretKey } from "./changeable.ts";
import { formats } from "./formats.ts";
import { type Config, configKeys } from "./schema.ts";

export interface ListedKey {
  readonly key: string;
  /** In force, or in the file of a stopped server. Secrets are not shown. */
  readonly value: unknown;
  readonly default: unknown;
  /** What it may be, in words. */
  readonly expects: string;
  /** A change takes effect at the next start. */
  readonly restart: boolean;
  readonly description: string;
}

/** @param prefix a section or a key; undefined: all */
export function listedKeys(config: Config, prefix?: string): ListedKey[] {
  return [...configKeys()].flatMap(({ path, schema }) => {
    const key = path.join(".");
    if (prefix !== undefined && key !== prefix && !key.startsWith(`${prefix}.`)) return [];
    return [
      {
        key,
        value: shown(key, configValue(config, key)),
        default: schema.default ?? null,
        expects: expected(schema, formats),
        restart: schema.restart === true,
        description: schema.description ?? "",
      },
    ];
  });
}

/** The configuration, a section or a value of it, without its secrets. */
export function withoutSecrets(value: unknown, path = ""): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return shown(path, value);
  const entries = Object.entries(value).map(([name, child]) => [
    name,
    withoutSecrets(child, path === "" ? name : `${path}.${name}`),
  ]);
  return Object.fromEntries(entries);
}

/** Says of a secret only that it is there. An address may carry a password: `https://user:password@host`. */
function shown(key: string, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (isSecretKey(key)) return hidden;
  if (Array.isArray(value)) return value.map((item) => shown(key, item));
  return typeof value === "string" ? value.replace(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${hidden}@`) : value;
}

const hidden = "(hidden)";

/**
 * The value of a key as it was typed. Where the key may be a text, the words are that text; `null` is null where that
 * is allowed. Everywhere else they are JSON.
 *
 * @returns `problem`: why they can't be read
 */
export function typedValue(key: string, text: string): { value: unknown } | { problem: string } {
  const schema = [...configKeys()].find(({ path }) => path.join(".") === key)?.schema;
  const members = schema ? membersOf(schema) : [];
  if (text === "null" && members.some((member) => TypeGuard.IsNull(member))) return { value: null };
  const isText = members.some(
    (member) =>
      TypeGuard.IsString(member) || (TypeGuard.IsLiteral(member) && typeof member.const === "string"),
  );
  if (isText) return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // A template for new members may have any value.
    if (!schema) return { value: text };
    return { problem: `${key} needs ${expected(schema, formats)}, as JSON` };
  }
}

function membersOf(schema: TSchema): readonly TSchema[] {
  return TypeGuard.IsUnion(schema) ? schema.anyOf : [schema];
}
