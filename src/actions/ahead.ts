/** Checks of times in the future that a request gives. */
import { fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";

/**
 * Why this time is refused, or null.
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
