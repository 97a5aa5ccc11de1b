/** Entry of `npm run cli -- …`: finds the command and runs it. */

import { cliCommand } from "../programs/programs.ts";
import { version } from "../startup/version.ts";
import { commandGroups } from "./command-groups.ts";
import { groupCommand } from "./run-group.ts";

// Files that a command makes are for the operator only, like the server's.
process.umask(0o077);

const commands: ReadonlyMap<string, ReturnType<typeof groupCommand>> = new Map(
  commandGroups.map((group) => [group.name, groupCommand(group)]),
);

const [name = "help", ...args] = process.argv.slice(2);
const found = commands.get(name);
if (name === "--version") {
  console.log(version);
  process.exit(0);
}
if (!found) {
  const lines = [...commands.values()].map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  console.log(`Usage: ${cliCommand} COMMAND …\n${lines.join("\n")}`);
  process.exit(name === "help" || name === "--help" ? 0 : 2);
}
process.exit(await found.run(args));
