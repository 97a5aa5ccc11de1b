/** What commands on a data folder share: their options, and how they end: exit code 0, or one line of what is wrong, and 1. */
import { errorText } from "../text/error-text.ts";

/** Options that every command on a data folder takes, for `parseArgs`. */
export const commonOptions = {
  data: { type: "string", default: "data" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Runs a command. What it throws is printed as one line, or as `{"problem"}` where the arguments ask for JSON.
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
    const problem = errorText(error);
    if (json) console.log(JSON.stringify({ problem }));
    else console.error(problem);
    return 1;
  }
}
