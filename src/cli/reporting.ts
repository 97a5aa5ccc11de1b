/** How a command of the command line ends: exit code 0, or one line that says what is wrong, and 1. */
import { reasonOf } from "../reason.ts";

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
    const problem = reasonOf(error);
    if (json) console.log(JSON.stringify({ problem }));
    else console.error(problem);
    return 1;
  }
}
