/** From the text of config.json to a checked configuration, and back to a first text. No files here. */
import { type Static, type TSchema, TypeGuard } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { isSecret } from "../log/log.ts";
import { expected } from "../text/expected.ts";
import { problemText, readDocument } from "./document.ts";
import { isPlain, type Plain } from "./edit.ts";
import { formats, parsePublicUrl } from "./formats.ts";
import { retiredKeys } from "./retired-keys.ts";
import { type Config, configSchema } from "./schema.ts";
import { shownValue } from "./shown-value.ts";

type ParsedConfig = { config: Config; warnings: string[] } | { problems: string[] };

type Notes = { problems: string[]; warnings: string[] };

type PartialDeep<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: PartialDeep<T[Key]> | undefined }
    : T;

/** Values that a first config.json gets instead of the usual ones. */
export type ConfigAnswers = PartialDeep<Config>;

/** The own value of a key: `__proto__` and `constructor` find nothing that isn't in the file. */
function own(value: unknown, key: string): unknown {
  return isPlain(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Checks a whole configuration: all problems are found at once, each with its key. Keys that nobody knows are
 * warnings, so that files of other versions keep working.
 *
 * @example
 * const parsed = parseConfig('{"websocket":{"port":"5613"}}');
 * // { problems: ['websocket.port must be a whole number from 0 to 65535, not "5613".'] }
 */
export function parseConfig(text: string): ParsedConfig {
  if (text.trim() === "") return { problems: ["The file is empty; the least that it can hold is {}."] };
  const document = readDocument(text);
  if ("problems" in document) return { problems: document.problems.map(problemText) };
  const raw = document.value;
  if (!isPlain(raw))
    return { problems: [`The file must hold an object in braces, not ${shownValue(raw, "")}.`] };

  const notes: Notes = { problems: [], warnings: [] };
  const filled = read(configSchema, retire(raw, notes), "", notes);
  if (notes.problems.length > 0) return { problems: notes.problems };
  if (!Value.Check(configSchema, filled))
    throw new Error("A configuration passed read() but not its schema.");
  return { config: freeze(workOut(filled)), warnings: notes.warnings };
}

/** The configuration of an older server with the keys of now, and what is said of each key that is ignored or moved. */
export function withoutRetiredKeys(raw: Plain): {
  readonly config: Plain;
  readonly warnings: readonly string[];
} {
  const notes: Notes = { problems: [], warnings: [] };
  return { config: retire(raw, notes), warnings: notes.warnings };
}

/** Takes keys of older servers out of a copy, or moves them to where they are now. */
function retire(raw: Plain, notes: Notes): Plain {
  const copy = structuredClone(raw);
  const db = own(copy, "DB");
  if (isPlain(db) && typeof own(db, "users") === "string") db.users = { file: db.users };

  for (const { path, movedTo, fixed, note } of retiredKeys) {
    const [section = "", key = "", last] = path.split(".");
    const parent = last === undefined ? own(copy, section) : own(own(copy, section), key);
    const name = last ?? key;
    const value = own(parent, name);
    if (value === undefined || !isPlain(parent)) continue;
    delete parent[name];
    if (movedTo !== undefined) {
      const [newSection = "", newKey = ""] = movedTo.split(".");
      if (!Object.hasOwn(copy, newSection)) copy[newSection] = {};
      const target = own(copy, newSection);
      if (own(target, newKey) !== undefined) {
        notes.warnings.push(`${path} is ignored: the file has ${movedTo} too.`);
        continue;
      }
      if (isPlain(target)) target[newKey] = value;
    }
    if (value !== fixed) notes.warnings.push(`${path}: ${note}`);
  }
  // An older section that is empty now needs no further word.
  for (const section of ["max_lengths", "service"]) {
    if (isPlain(own(copy, section)) && Object.keys(copy[section] ?? {}).length === 0) delete copy[section];
  }
  return copy;
}

/** Keys of a user's record that a template can't set: they say who the user is, or let them in. */
const reserved = new Set(["__proto__", "id", "username", "password_hash", "validator"]);

function read(schema: TSchema, value: unknown, path: string, notes: Notes): unknown {
  if (TypeGuard.IsUnion(schema)) {
    if (value === undefined) return structuredClone(schema.default);
    const [only, ...others] = schema.anyOf.filter((member) => !TypeGuard.IsNull(member));
    if (value === null && schema.anyOf.some((member) => TypeGuard.IsNull(member))) return null;
    if (only && others.length === 0) return value === "" ? null : read(only, value, path, notes);
  }
  if (TypeGuard.IsObject(schema)) return readSection(schema, value, path, notes);
  if (value === undefined) {
    if (schema.default === undefined)
      notes.problems.push(`${path} is missing: ${expected(schema, formats)}.`);
    return structuredClone(schema.default);
  }
  if (TypeGuard.IsArray(schema) && Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? value.length)) {
      notes.problems.push(`${path} has ${value.length} items; ${schema.maxItems} are the most.`);
      return [];
    }
    return value.map((item, index) => read(schema.items, item, `${path}[${index}]`, notes));
  }
  if (!Value.Check(schema, value)) {
    notes.problems.push(
      `${path} must be ${expected(schema, formats)}, not ${shownValue(value, path, schema)}.`,
    );
  }
  return value;
}

function readSection(schema: TSchema, value: unknown, path: string, notes: Notes): Plain {
  const section = value ?? {};
  if (value === null || !isPlain(section)) {
    notes.problems.push(`${path} must be a section in braces, not ${shownValue(value, path)}.`);
    return {};
  }
  const filled: Plain = {};
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  for (const [key, child] of Object.entries<TSchema>(schema.properties)) {
    const found = own(section, key);
    const inherited = found === undefined && typeof child.inherits === "string";
    filled[key] = inherited ? filled[child.inherits] : read(child, found, at(key), notes);
  }
  for (const [key, extra] of Object.entries(section)) {
    if (Object.hasOwn(schema.properties, key)) continue;
    if (schema.additionalProperties !== true) {
      notes.warnings.push(`${at(key)} is not a key of this server; it is ignored.`);
    } else if (reserved.has(key) || isSecret(key)) {
      notes.warnings.push(`${at(key)} is ignored: a template can't set it.`);
    } else {
      filled[key] = withoutPrototypes(extra);
    }
  }
  return filled;
}

function withoutPrototypes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item) => (key === "__proto__" ? undefined : item));
}

/** Values in one form, and those that follow from others. */
function workOut(config: Static<typeof configSchema>): Static<typeof configSchema> {
  const { rotur, server, uploads } = config;
  rotur.base_url = rotur.base_url.replace(/\/+$/, "");
  uploads.emoji_allowed_file_types = uploads.emoji_allowed_file_types.map((type) =>
    type.toLowerCase().replace(/^\./, ""),
  );
  server.signing_url ??= signingUrl(server.url);
  return config;
}

/** Scheme https, host, port unless 443, no path; null where that can't stand in a query as it is. */
function signingUrl(publicUrl: string | null): string | null {
  const url = publicUrl === null ? null : parsePublicUrl(publicUrl);
  const origin = url && `https://${url.host}`;
  // A plain address's own default port (80) is left out by `host`; 443 is left out by https.
  const normal = origin === null ? undefined : URL.parse(origin)?.origin;
  return normal !== undefined && formats["https-origin"]?.test(normal) ? normal : null;
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}

/**
 * The text of a first config.json: a server that works without the internet and is reached from its own machine
 * only. `answers` replace single values; keys that nearly nobody changes are left out.
 */
export function defaultConfigText(answers: ConfigAnswers = {}): string {
  return `${JSON.stringify(generate(configSchema, answers), null, 4)}\n`;
}

function generate(schema: TSchema, answer: unknown): unknown {
  if (!TypeGuard.IsObject(schema)) return answer ?? schema.generated;
  const section: Plain = {};
  for (const [key, child] of Object.entries(schema.properties)) {
    const value = generate(child, own(answer, key));
    if (value !== undefined) section[key] = value;
  }
  return Object.keys(section).length > 0 ? section : undefined;
}
