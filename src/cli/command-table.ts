/** What a command of the table says of itself. Parsing, help and docs/commands.md are made from it. */

import { dataFolder } from "../programs/data-folder.ts";

export interface CommandOption {
  /** `flag` takes no value. A duration is a number with s, m, h or d, or 0. */
  readonly type: "flag" | "text" | "number" | "duration";
  /** The name of the value in the help. Default: by the type. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  readonly summary: string;
  /** Shown in the help, but not in the docs: it depends on the machine. */
  readonly default?: string;
}

export interface CommandArgument {
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
}

/** What the arguments gave. A name that the command doesn't have is a fault of the table, and throws. */
export interface Given {
  argument(name: string): string;
  /** Undefined: it was not given. */
  optional(name: string): string | undefined;
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  /** A number, or a duration in seconds. */
  number(option: string): number | undefined;
  flag(option: string): boolean;
  readonly isJson: boolean;
}

/** A command such as `user ban`, which the server carries out. */
export interface TableCommand {
  /** "" for the only command of a group, such as `status`. */
  readonly verb: string;
  /** One sentence. */
  readonly summary: string;
  readonly args: readonly CommandArgument[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Carries the command out. */
  run(given: Given, dataFolder: string): Promise<Done>;
  /** It works on no data folder, and prints as it goes: of the shared options it takes only --help. */
  readonly isTalk?: true;
}

/** A group with a single command, which has its name. */
export function single(name: string, command: Omit<TableCommand, "verb">): CommandGroup {
  return { name, summary: command.summary, commands: [{ verb: "", ...command }] };
}

export interface Done {
  /** The object that `--json` prints. */
  readonly answer: object;
  /** What was done, for people. */
  readonly said: string;
  /** For people, on the standard error output. */
  readonly warning?: string | undefined;
  /** Default 0. */
  readonly exitCode?: number;
}

/** Commands that begin with the same word. */
export interface CommandGroup {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Further paragraphs of the help. */
  readonly notes?: string;
  readonly commands: readonly TableCommand[];
}

/** Options that every command of the table takes. One of the command's own may stand in the place of one of them. */
export const sharedOptions = {
  data: { type: "text", value: "DIR", default: dataFolder, summary: "folder of config.json and db/" },
  json: printsJson("what was done"),
  help: { type: "flag", summary: "say how the command is used" },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** The shared options that a command takes, without those in whose place one of its own stands. */
export function sharedFor({ options, isTalk }: TableCommand): Readonly<Record<string, CommandOption>> {
  const taken = Object.entries(sharedOptions).filter(
    ([name]) => !Object.hasOwn(options, name) && (!isTalk || name === "help"),
  );
  return Object.fromEntries(taken);
}

/** @param what the line has when nothing failed */
export function printsJson(what: string): CommandOption {
  return { type: "flag", summary: `one line of JSON: ${what}, or {"error", "code"}` };
}

/** @example usageOf("user", ban) // "user ban NAME [--reason TEXT]" */
export function usageOf(group: string, { verb, args, options }: TableCommand): string {
  const words = [
    group,
    ...(verb === "" ? [] : [verb]),
    ...args.map(({ name, optional }) => (optional ? `[${name}]` : name)),
    ...Object.entries(options).flatMap(([name, option]) => {
      // Every command takes it; here it says only what is in the line.
      if (name === "json") return [];
      const text = `[${optionText(name, option)}]`;
      return option.multiple ? `${text}…` : text;
    }),
  ];
  return words.join(" ");
}

export function optionText(name: string, option: CommandOption): string {
  return option.type === "flag" ? `--${name}` : `--${name} ${valueName(option)}`;
}

function valueName({ type, value }: CommandOption): string {
  return value ?? { flag: "", text: "TEXT", number: "N", duration: "TIME" }[type];
}
