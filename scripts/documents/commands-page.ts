/** docs/commands.md: all commands, made from their table. */

import { commandGroups } from "../../src/cli/command-groups.ts";
import {
  type CommandGroup,
  type CommandOption,
  optionText,
  sharedOptions,
  type TableCommand,
  usageOf,
} from "../../src/cli/command-table.ts";
import { cliCommand } from "../../src/programs/programs.ts";
import { code, page, prose, table } from "./markdown.ts";

const intro = `All commands, each begun with \`${cliCommand}\`. They work while the server runs and while it is stopped, unless their text says
otherwise. [administration.md](administration.md) shows those of an operator's day by task. \`COMMAND --help\` says the same as
this page.

| exit code | meaning |
| --- | --- |
| 0 | It is done. |
| 1 | It is not done, or a check found a fault. One line says why; with \`--json\` it is \`{"error", "code"}\`. |
| 2 | There is no such command. |
| 3 | Only of \`status\`: the server doesn't run. |

Every command takes these options, but \`chat\` takes only \`--help\` of them. Without \`--data\` the folder is \`$ORIGINCHATS_DATA\`, else
\`./data\`; an installed program has a folder of its own, which \`--help\` names.
`;

export function commandsPage(): string {
  return page("Commands", intro, optionTable(sharedOptions), ...commandGroups.map(section));
}

function section(group: CommandGroup): string {
  const { name, summary, notes, commands } = group;
  const parts = commands.map((command) => commandPart(group, command));
  const isSingle = commands.length === 1 && commands[0]?.verb === "";
  const head = isSingle ? "" : `${prose(summary)}\n\n`;
  return `## ${name}\n\n${head}${parts.join("\n")}${notes === undefined ? "" : `\n${prose(notes)}\n`}`;
}

function commandPart({ name }: CommandGroup, command: TableCommand): string {
  const { verb, summary, args, options } = command;
  const head = verb === "" ? "" : `### ${name} ${verb}\n\n`;
  const rows = [
    ...args.map((argument) => [code(argument.name), prose(argument.summary)]),
    ...optionRows(options),
  ];
  const usage = `\`\`\`text\n${cliCommand} ${usageOf(name, command)}\n\`\`\`\n`;
  return `${head}${prose(summary)}\n\n${usage}${rows.length === 0 ? "" : `\n${table(["argument", "meaning"], rows)}`}`;
}

function optionTable(options: Readonly<Record<string, CommandOption>>): string {
  return table(["option", "meaning"], optionRows(options));
}

function optionRows(options: Readonly<Record<string, CommandOption>>): string[][] {
  return Object.entries(options).map(([name, option]) => [
    code(optionText(name, option)),
    prose(`${option.summary}${option.multiple ? "; may be given several times" : ""}`),
  ]);
}
