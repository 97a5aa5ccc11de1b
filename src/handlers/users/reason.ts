/** Why a moderator did something: told to the one concerned, and kept in the audit log. */
import { Type } from "@sinclair/typebox";
import { codePoints } from "../../chat/names.ts";
import { fail } from "../../protocol/errors.ts";
import { shownText } from "../../text/shown.ts";

const longest = 500;

export const Reason = Type.Optional(
  Type.Union([Type.String({ maxLength: longest * 2 }), Type.Null()], {
    description: `At most ${longest} characters`,
  }),
);

/** The reason that was given, or null. */
export function checkedReason(given: string | null | undefined) {
  const reason = shownText(given ?? "") || null;
  if (reason !== null && codePoints(reason) > longest) {
    return fail("invalid_field", { field: "reason", problem: `at most ${longest} characters` });
  }
  return { reason };
}
