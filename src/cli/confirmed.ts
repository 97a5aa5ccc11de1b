import { ask, isYes } from "./ask.ts";
import { CommandError } from "./command-error.ts";
import type { Given } from "./command-table.ts";

export const yesOption = { type: "flag", summary: "do not ask before" } as const;

/** Asks before a change that can't be undone. @throws CommandError unless the answer is yes, or `--yes` was given */
export async function confirmed(given: Given, question: string, deed: string): Promise<void> {
  if (given.flag("yes")) return;
  if (given.isJson) throw new CommandError(`--json asks nothing: add --yes to ${deed}`, "usage");
  if (!isYes(await ask(`${question} [y/N] `))) throw new CommandError("Nothing was changed", "refused");
}
