/** Runs the commands of a group of the table. */

import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { nearest } from "../text/nearest.ts";
import { printedJson } from "../text/printed-json.ts";
import { CommandError } from "./command-error.ts";
import { commandHelp, groupHelp } from "./command-help.ts";
import type { CommandGroup, TableCommand } from "./command-table.ts";
import { parseCommand } from "./parse-command.ts";
import { plain, plainLines } from "./plain.ts";
import { reporting } from "./reporting.ts";

/** The group as an entry of the commands of main.ts. */
export function groupCommand(group: CommandGroup) {
  const verbs = group.commands.map(({ verb }) => verb);
  const [first] = group.commands;
  const usage = first?.verb === "" ? shortUsage(group.name, first) : `${group.name} ${verbs.join("|")} …`;
  return {
    usage,
    summary: verbs.includes("") ? group.summary : `${group.summary} \`${group.name} --help\` says how.`,
    async run(args: string[]): Promise<number> {
      let exitCode = 0;
      const failed = await reporting(args, async (json) => {
        exitCode = await runGroup(group, args, json);
      });
      return failed || exitCode;
    },
  };
}

async function runGroup(group: CommandGroup, args: readonly string[], json: boolean): Promise<number> {
  const only = group.commands.find(({ verb }) => verb === "");
  const [word = "", ...rest] = args;
  const command = only ?? group.commands.find(({ verb }) => verb === word);
  if (!command) {
    if (word === "--help" || word === "-h") {
      console.log(groupHelp(group));
      return 0;
    }
    const verbs = group.commands.map(({ verb }) => verb);
    const near = nearest(word, verbs);
    const hint = near === null ? `See ${group.name} --help` : `Did you mean ${group.name} ${near}?`;
    throw new CommandError(`Usage: ${cliCommand} ${group.name} ${verbs.join("|")} …\n${hint}`, "usage");
  }
  const given = parseCommand(group.name, command, only ? args : rest);
  if (given.flag("help")) {
    console.log(commandHelp(group, command));
    return 0;
  }
  const {
    answer,
    said,
    warning,
    exitCode = 0,
  } = await command.run(given, command.isTalk ? dataFolder : (given.text("data") ?? dataFolder));
  if (json) console.log(printedJson(answer));
  else if (said !== "") console.log(plainLines(said));
  if (!json && warning !== undefined) console.error(plain(warning));
  return exitCode;
}

/** With its arguments, but without its options. */
function shortUsage(name: string, { args, options }: TableCommand): string {
  const words = args.map((argument) => (argument.optional ? `[${argument.name}]` : argument.name));
  return [name, ...words, ...(Object.keys(options).some((option) => option !== "json") ? ["…"] : [])].join(
    " ",
  );
}
