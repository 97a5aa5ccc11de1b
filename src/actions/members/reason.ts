/** The reason that a moderator gives. The member concerned is told, and the audit log keeps it. */
import { codePoints } from "../../chat/names.ts";
import { fail } from "../../protocol/errors.ts";
import { shownText } from "../../text/shown.ts";

/** Characters. */
export const longestReason = 500;

/** The reason, or null when none was given. */
export function checkedReason(given: string | null | undefined) {
  const reason = shownText(given ?? "") || null;
  if (reason !== null && codePoints(reason) > longestReason) {
    return fail("invalid_field", { field: "reason", problem: `at most ${longestReason} characters` });
  }
  return { reason };
}
