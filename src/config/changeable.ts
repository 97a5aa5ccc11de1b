/** The keys of config.json that members may change while the server runs: those with `changedBy` in the schema. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { isSecret } from "../log/log.ts";
import { isPlain, type Plain, setKey } from "./edit.ts";
import { type Config, configKeys } from "./schema.ts";

export interface ChangeableKey {
  /** Such as `limits.post_content`. */
  readonly key: string;
  readonly schema: TSchema;
  /** Owners only; else holders of `manage_server` too. */
  readonly ownerOnly: boolean;
}

export const changeableKeys: ReadonlyMap<string, ChangeableKey> = new Map(
  [...configKeys()].flatMap(({ path, schema }) => {
    const { changedBy } = schema;
    const key = path.join(".");
    return changedBy === undefined ? [] : [[key, { key, schema, ownerOnly: changedBy === "owner" }] as const];
  }),
);

/** The value of a dotted key. */
export function configValue(config: Config, key: string): unknown {
  const step = (value: unknown, part: string) => (value as Readonly<Record<string, unknown>> | null)?.[part];
  return key.split(".").reduce(step, config);
}

/** Texts that belong into no log, such as `files.s3.secret_access_key`. `limits.post_content` is a number. */
const secretKeys: ReadonlySet<string> = new Set(
  [...configKeys()].flatMap(({ path, schema }) => {
    const name = path.at(-1) ?? "";
    const members: readonly TSchema[] = TypeGuard.IsUnion(schema) ? schema.anyOf : [schema];
    const isText = members.some((member) => TypeGuard.IsString(member));
    return isText && (isSecret(name) || name.startsWith("secret_")) ? [path.join(".")] : [];
  }),
);

/** Does a dotted key hold a secret? */
export function isSecretKey(key: string): boolean {
  return secretKeys.has(key);
}

/** The changeable keys with their values, in sections as in the file. */
export function changeableConfig(config: Config): Plain {
  const root: Plain = {};
  for (const key of changeableKeys.keys()) setKey(root, key, configValue(config, key));
  return root;
}

/**
 * The values of a request by dotted key.
 *
 * @param updates sections as in the file, with the keys to change
 * @returns `unknown`: the first key that members can't change
 */
export function keysIn(updates: Plain): { edits: Map<string, unknown> } | { unknown: string } {
  const edits = new Map<string, unknown>();
  const unknown = collect(updates, "", edits);
  return unknown === null ? { edits } : { unknown };
}

/** Null removes a key that can't be null, so that its default or what it inherits holds. */
export function withRemovals(edits: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const removes = (key: string, value: unknown) => {
    const changeable = changeableKeys.get(key);
    return value === null && changeable !== undefined && !describedKey(changeable).nullable;
  };
  return new Map([...edits].map(([key, value]) => [key, removes(key, value) ? undefined : value]));
}

/** @returns the first key that isn't changeable, or null */
function collect(section: Plain, path: string, edits: Map<string, unknown>): string | null {
  for (const [name, value] of Object.entries(section)) {
    const key = path === "" ? name : `${path}.${name}`;
    if (changeableKeys.has(key)) edits.set(key, value);
    else {
      const found = isPlain(value) && path.split(".").length < 3 ? collect(value, key, edits) : key;
      if (found !== null) return found;
    }
  }
  return null;
}

/** A key as `config_get` describes it. */
export function describedKey({ key, schema, ownerOnly }: ChangeableKey) {
  const members: readonly TSchema[] = TypeGuard.IsUnion(schema) ? schema.anyOf : [schema];
  const values = members.filter((member) => !TypeGuard.IsNull(member));
  const [value = schema] = values;
  return {
    key,
    ...kindOf(values, value),
    nullable: values.length < members.length,
    default: schema.default ?? null,
    ...(typeof schema.inherits === "string" && { inherits: sibling(key, schema.inherits) }),
    description: schema.description ?? "",
    owner_only: ownerOnly,
  };
}

const sibling = (key: string, name: string) => [...key.split(".").slice(0, -1), name].join(".");

function kindOf(values: readonly TSchema[], value: TSchema) {
  const options = values.flatMap((each) => (TypeGuard.IsLiteral(each) ? [String(each.const)] : []));
  if (options.length > 0) return { type: "choice" as const, options };
  if (TypeGuard.IsBoolean(value)) return { type: "boolean" as const };
  if (TypeGuard.IsArray(value)) return { type: "list" as const };
  if (!TypeGuard.IsInteger(value)) return { type: "text" as const };
  const { minimum, maximum } = value;
  return {
    type: "integer" as const,
    ...(minimum !== undefined && { minimum: Number(minimum) }),
    ...(maximum !== undefined && { maximum: Number(maximum) }),
  };
}
