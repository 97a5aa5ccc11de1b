/** Why a moderator did something: told to the one concerned, and kept in the audit log. */
import { codePoints } from "../../chat/names.ts";
import { fail } from "../../protocol/errors.ts";
import { shownText } from "../../text/shown.ts";

/** Characters. */
export const longestReason = 500;

/** The reason that was given, or null. */
export function checkedReason(given: string | null | undefined) {
  const reason = shownText(given ?? "") || null;
  if (reason !== null && codePoints(reason) > longestReason) {
    return fail("invalid_field", { field: "reason", problem: `at most ${longestReason} characters` });
  }
  return { reason };
}
