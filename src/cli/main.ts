/** Entry of `npm run cli -- …`: finds the command and runs it. */

import { cliCommand } from "../programs/programs.ts";
import { version } from "../startup/version.ts";
import { backup } from "./backup.ts";
import { chat } from "./chat.ts";
import { commandGroups } from "./command-groups.ts";
import { doctor } from "./doctor.ts";
import { exporting } from "./export.ts";
import { files } from "./files.ts";
import { healthcheck } from "./healthcheck.ts";
import { importing } from "./import.ts";
import { restore } from "./restore.ts";
import { groupCommand } from "./run-group.ts";
import { setup } from "./setup.ts";

// Files that a command makes are for the operator only, like the server's.
process.umask(0o077);

interface CliCommand {
  readonly usage: string;
  readonly summary: string;
  run(args: string[]): Promise<number>;
}

const commands: Readonly<Record<string, CliCommand>> = {
  backup,
  chat,
  doctor,
  export: exporting,
  files,
  healthcheck,
  import: importing,
  restore,
  setup,
  ...Object.fromEntries(commandGroups.map((group) => [group.name, groupCommand(group)])),
};

const [name = "help", ...args] = process.argv.slice(2);
const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (name === "--version") {
  console.log(version);
  process.exit(0);
}
if (!found) {
  const lines = Object.values(commands).map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  console.log(`Usage: ${cliCommand} COMMAND …\n${lines.join("\n")}`);
  process.exit(name === "help" || name === "--help" ? 0 : 2);
}
process.exit(await found.run(args));
