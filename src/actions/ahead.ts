/** Times that a request gives for later. */
import { fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";

/**
 * Why this time is not one for later, or null.
 *
 * @param at Unix seconds
 * @param now milliseconds since the epoch
 */
export function notAhead(field: string, at: number, now: number) {
  const seconds = at - now / 1000;
  if (seconds > 0 && seconds <= limits.ahead) return null;
  return fail("invalid_field", {
    field,
    problem: "it must be Unix seconds of a time ahead, at most a year away",
  });
}
