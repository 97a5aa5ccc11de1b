/** How a command that fails is told: one line about the problem, and exit code 1. */

import { errorText } from "../text/error-text.ts";
import { printedJson } from "../text/printed-json.ts";
import { codeOf } from "./command-error.ts";
import { plain } from "./plain.ts";

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
