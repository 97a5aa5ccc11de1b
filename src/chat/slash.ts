/** Slash commands: what is registered, whose command a name is, and the check of arguments. */
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import type { WireSlashCommand, WireSlashOption } from "../protocol/objects.ts";
import { codePoints } from "./names.ts";

/** A command as it was registered. */
export interface SlashCommand {
  readonly wire: WireSlashCommand;
  /** Ids of the roles of which the caller needs one; null: everybody may call it. */
  readonly allowed: readonly string[] | null;
  /** Ids of the roles whose holders may not call it. */
  readonly blocked: readonly string[];
}

/** The commands of one connection. */
export interface SlashProvider {
  readonly connection: string;
  /** User id. */
  readonly user: string;
  readonly commands: readonly SlashCommand[];
}

/** A command that can be called, and its provider. */
export interface ProvidedSlash extends SlashCommand, Omit<SlashProvider, "commands"> {}

/** Of several connections of one user that registered a name, the newest provides it. */
export function providedSlashes(providers: Iterable<SlashProvider>): ReadonlyMap<string, ProvidedSlash> {
  const provided = new Map<string, ProvidedSlash>();
  for (const { connection, user, commands } of providers) {
    for (const command of commands) provided.set(command.wire.name, { ...command, connection, user });
  }
  return provided;
}

export type SlashValue = string | number | boolean;
export type SlashValues = Readonly<Record<string, SlashValue>>;

/** The arguments with the types of the options. Some clients send every value as text (compatibility.md#slash-arguments). */
export function slashArguments(
  given: Readonly<Record<string, unknown>>,
  options: readonly WireSlashOption[],
): { readonly values: SlashValues } | Failure<"slash_argument_invalid"> {
  const names = new Set(options.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!names.has(name)) return wrong(name, "the command has no such option");
  }
  const values: Record<string, SlashValue> = Object.create(null);
  for (const option of options) {
    const { name, required } = option;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (isAbsent(value, option)) {
      if (required) return wrong(name, "it is required");
      continue;
    }
    const typed = typedValue(value, option);
    if (typed === null) return wrong(name, expected(option));
    values[name] = typed;
  }
  return { values };
}

/** Those of the arguments that fit their options: the others are being typed, or are for nobody. */
export function fittingArguments(
  given: Readonly<Record<string, unknown>>,
  options: readonly WireSlashOption[],
): SlashValues {
  const values: Record<string, SlashValue> = Object.create(null);
  for (const option of options) {
    const value = Object.hasOwn(given, option.name) ? given[option.name] : undefined;
    const typed = isAbsent(value, option) ? null : typedValue(value, option);
    if (typed !== null) values[option.name] = typed;
  }
  return values;
}

function isAbsent(value: unknown, { type, required }: WireSlashOption): boolean {
  return value === undefined || value === null || (value === "" && (type !== "str" || !required));
}

/** Null: the value doesn't fit. */
function typedValue(value: unknown, { type, choices }: WireSlashOption): SlashValue | null {
  switch (type) {
    case "str":
      return isText(value) ? value : null;
    case "enum":
      return typeof value === "string" && choices?.includes(value) ? value : null;
    case "int": {
      const number = typeof value === "string" && /^[+-]?\d{1,16}$/.test(value) ? Number(value) : value;
      return Number.isSafeInteger(number) ? (number as number) : null;
    }
    case "float": {
      const isDecimal =
        typeof value === "string" && /^[+-]?\d{0,20}(\.\d{0,20})?$/.test(value) && /\d/.test(value);
      const number = isDecimal ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : null;
    }
    case "bool":
      return typeof value === "boolean" ? value : (truths.get(String(value).toLowerCase()) ?? null);
  }
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["false", false],
  ["0", false],
  ["no", false],
]);

function isText(value: unknown): value is string {
  return typeof value === "string" && codePoints(value) <= limits.slashText;
}

function expected({ type, choices }: WireSlashOption): string {
  switch (type) {
    case "str":
      return `text of at most ${limits.slashText} characters`;
    case "enum":
      return `one of ${choices?.join(", ")}`;
    case "int":
      return "a whole number";
    case "float":
      return "a number";
    case "bool":
      return "true or false";
  }
}

function wrong(option: string, problem: string) {
  return fail("slash_argument_invalid", { option, problem });
}
