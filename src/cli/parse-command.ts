/** Reads the arguments of a command by its entry in the table. */

import { parseArgs } from "node:util";
import { cliCommand } from "../programs/programs.ts";
import { nearest } from "../text/nearest.ts";
import { CommandError } from "./command-error.ts";
import { type CommandOption, type Given, sharedFor, type TableCommand, usageOf } from "./command-table.ts";
import { secondsIn } from "./durations.ts";

/** @throws CommandError with the code `usage`, which names the option or argument */
export function parseCommand(group: string, command: TableCommand, args: readonly string[]): Given {
  const options: Readonly<Record<string, CommandOption>> = { ...command.options, ...sharedFor(command) };
  const found = new Map<string, string[]>();
  const positionals: string[] = [];
  const { tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { type }]) => [
          name,
          { type: type === "flag" ? ("boolean" as const) : ("string" as const) },
        ]),
      ),
      help: { type: "boolean", short: "h" },
    },
  });
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw usage(unknownOption(group, command, token.rawName, token.name, Object.keys(options)));
    found.set(token.name, [...(found.get(token.name) ?? []), givenValue(token.rawName, option, token.value)]);
    if ((found.get(token.name)?.length ?? 0) > 1 && !option.multiple && option.type !== "flag") {
      throw usage(`${token.rawName} is given twice`);
    }
  }
  if (!found.has("help")) checkArguments(group, command, positionals);
  const known = (name: string) => {
    if (!Object.hasOwn(options, name)) throw new Error(`${nameOf(group, command)} has no option ${name}`);
    return found.get(name);
  };
  const optional = (name: string) => {
    const index = command.args.findIndex((argument) => argument.name === name);
    if (index < 0) throw new Error(`${nameOf(group, command)} has no argument ${name}`);
    return positionals[index];
  };
  return {
    argument: (name) => optional(name) ?? "",
    optional,
    text: (name) => known(name)?.at(-1),
    texts: (name) => known(name) ?? [],
    number(name) {
      const text = known(name)?.at(-1);
      return text === undefined ? undefined : numberOf(`--${name}`, options[name]?.type === "duration", text);
    },
    flag: (name) => known(name) !== undefined,
    isJson: found.has("json"),
  };
}

function checkArguments(group: string, command: TableCommand, positionals: readonly string[]): void {
  const needed = command.args.filter(({ optional }) => !optional).length;
  const isFit = positionals.length >= needed && positionals.length <= command.args.length;
  if (isFit && positionals.every((text) => text !== "")) return;
  throw usage(`Usage: ${cliCommand} ${usageOf(group, command)}\nSee ${nameOf(group, command)} --help`);
}

function givenValue(rawName: string, { type }: CommandOption, value: string | undefined): string {
  if (type === "flag") {
    if (value !== undefined) throw usage(`${rawName} takes no value`);
    return "";
  }
  if (value === undefined || value === "") throw usage(`${rawName} needs a value`);
  // Checked here, so that a wrong number is refused before anything is asked or opened.
  if (type !== "text") numberOf(rawName, type === "duration", value);
  return value;
}

function numberOf(name: string, isDuration: boolean, text: string): number {
  if (isDuration) {
    const seconds = secondsIn(text, { unit: "s", digits: 9 });
    if (seconds === null) throw usage(`${name} needs a time such as 30m, 12h or 7d`);
    return seconds;
  }
  if (!/^\d{1,9}$/.test(text)) throw usage(`${name} needs a whole number`);
  return Number(text);
}

function unknownOption(
  group: string,
  command: TableCommand,
  raw: string,
  name: string,
  all: readonly string[],
): string {
  const near = nearest(name, all);
  const hint = near === null ? "" : `; did you mean --${near}?`;
  return `${nameOf(group, command)} knows no ${raw}${hint || `; see ${nameOf(group, command)} --help`}`;
}

function nameOf(group: string, { verb }: TableCommand): string {
  return verb === "" ? group : `${group} ${verb}`;
}

function usage(message: string): CommandError {
  return new CommandError(message, "usage");
}
