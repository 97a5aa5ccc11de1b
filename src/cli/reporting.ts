/** Options and exit codes of commands on a data folder: 0, or one line about the problem and 1. */

import { dataFolder } from "../programs/data-folder.ts";
import { errorText } from "../text/error-text.ts";
import { printedJson } from "../text/printed-json.ts";
import { codeOf } from "./command-error.ts";
import { plain } from "./plain.ts";

/** Options that every command on a data folder takes, for `parseArgs`. */
export const commonOptions = {
  data: { type: "string", default: dataFolder },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Runs a command. An error is printed as one line, or as `{"error", "code"}` if the arguments ask for JSON.
 *
 * @param run is told whether `--json` was given
 * @returns the exit code
 */
export async function reporting(
  args: readonly string[],
  run: (json: boolean) => void | Promise<void>,
): Promise<number> {
  const json = args.includes("--json");
  try {
    await run(json);
    return 0;
  } catch (error) {
    const message = errorText(error);
    if (json) console.log(printedJson({ error: message, code: codeOf(error) }));
    else console.error(plain(message));
    return 1;
  }
}
