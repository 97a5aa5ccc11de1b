import { Type } from "@sinclair/typebox";
import { codePoints, description as shownDescription } from "../../chat/names.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

export const Description = Type.Optional(
  Type.Union([Type.String({ maxLength: limits.stickerDescription * 4 }), Type.Null()], {
    description: `At most ${limits.stickerDescription} characters; null or empty: none`,
  }),
);

/** Undefined: the request has none. */
export function checkedDescription(given: string | null | undefined) {
  const description = given === undefined ? undefined : shownDescription(given) || null;
  if (codePoints(description ?? "") <= limits.stickerDescription) return { description };
  const problem = `at most ${limits.stickerDescription} characters`;
  return fail("invalid_field", { field: "description", problem });
}
