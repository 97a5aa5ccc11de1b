import type { BudgetSettings } from "../chat/rate-limit.ts";

/**
 * The header fields that tell a client of its budget, as in the IETF's draft-ietf-httpapi-ratelimit-headers.
 *
 * @param policy name of the budget
 * @param left units, and milliseconds until all of them are back
 */
export function rateLimitFields(
  policy: string,
  { burst, perMinute }: BudgetSettings,
  left: { readonly units: number; readonly full: number },
): Record<string, string> {
  const window = Math.ceil((burst / perMinute) * 60);
  return {
    "RateLimit-Policy": `"${policy}";q=${burst};w=${window}`,
    RateLimit: `"${policy}";r=${left.units};t=${Math.ceil(left.full / 1000)}`,
  };
}
