/** The help of commands, made from the table: at most 80 columns wide. */
import { cliCommand } from "../programs/programs.ts";
import {
  type CommandGroup,
  type CommandOption,
  optionText,
  sharedFor,
  sharedOptions,
  type TableCommand,
  usageOf,
} from "./command-table.ts";

const width = 80;

/** The commands of a group, each with its sentence. */
export function groupHelp({ name, summary, notes, commands }: CommandGroup): string {
  const lines = commands.flatMap((command) => [
    ...wrapped(usageOf(name, command), 2, 6),
    ...wrapped(command.summary, 6, 6),
  ]);
  return [
    `Usage: ${cliCommand} ${name} COMMAND …`,
    ...wrapped(summary, 0, 0),
    "",
    ...lines,
    "",
    "Options of each command:",
    ...optionLines(sharedOptions),
    ...(notes === undefined ? [] : ["", ...wrapped(notes, 0, 0)]),
  ].join("\n");
}

/** How a single command is used. */
export function commandHelp(group: CommandGroup, command: TableCommand): string {
  const args = command.args.flatMap(({ name, summary }) => entry(name, summary));
  return [
    ...wrapped(`Usage: ${cliCommand} ${usageOf(group.name, command)}`, 0, 7),
    ...wrapped(command.summary, 0, 0),
    "",
    ...args,
    ...optionLines({ ...command.options, ...sharedFor(command) }),
  ].join("\n");
}

function optionLines(options: Readonly<Record<string, CommandOption>>): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const usual = option.default === undefined ? "" : ` (default ${option.default})`;
    const more = option.multiple ? "; may be given several times" : usual;
    return entry(optionText(name, option), `${option.summary}${more}`);
  });
}

const column = 22;

function entry(head: string, summary: string): string[] {
  const lines = wrapped(summary, column, column);
  if (head.length + 4 > column) return [`  ${head}`, ...lines];
  const [first = "", ...rest] = lines;
  return [`  ${head}`.padEnd(column) + first.trimStart(), ...rest];
}

/** Lines of at most 80 columns, broken between words. What stands in square brackets stays together. */
export function wrapped(text: string, indent: number, further: number): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let isEmpty = true;
  for (const word of text.match(/\[[^\]]*\]\S*|\S+/g) ?? []) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(further);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
