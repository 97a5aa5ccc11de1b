/** The budget of an HTTP route, and the header fields that tell its clients of it. */
import { type BudgetSettings, createBudgets } from "../chat/rate-limit.ts";

export interface RouteBudget {
  /** Charges one request to a network, a user, or whatever the route limits. */
  charge(key: string): Charged;
  /** The header fields, without charging anything. */
  fields(key: string): Record<string, string>;
}

export interface Charged {
  /** Milliseconds to wait; 0: the request may go on. */
  readonly wait: number;
  /** `RateLimit-Policy` and `RateLimit`, and `Retry-After` if the request has to wait. */
  readonly fields: Record<string, string>;
}

/**
 * @param policy name of the budget in the header fields
 * @param settings as they are now; 0 per minute: there is no limit, and no field
 * @param elapsed monotonic milliseconds
 */
export function createRouteBudget(
  policy: string,
  settings: () => BudgetSettings,
  elapsed: () => number,
): RouteBudget {
  const budgets = createBudgets();
  let pruneAt = 0;

  /** As in the IETF's draft-ietf-httpapi-ratelimit-headers. */
  function fields(key: string): Record<string, string> {
    const { perMinute, burst } = settings();
    if (perMinute === 0) return {};
    const left = budgets.left(key, elapsed(), settings());
    const window = Math.ceil((burst / perMinute) * 60);
    return {
      "RateLimit-Policy": `"${policy}";q=${burst};w=${window}`,
      RateLimit: `"${policy}";r=${left.units};t=${Math.ceil(left.full / 1000)}`,
    };
  }

  return {
    fields,
    charge(key) {
      const now = elapsed();
      if (now >= pruneAt) {
        pruneAt = now + 60_000;
        budgets.prune(now);
      }
      if (settings().perMinute === 0) return { wait: 0, fields: {} };
      const wait = budgets.spend(key, 1, now, settings());
      const retry = wait > 0 ? { "Retry-After": String(Math.ceil(wait / 1000)) } : {};
      return { wait, fields: { ...retry, ...fields(key) } };
    },
  };
}

/** The same response with these header fields. */
export function withFields(response: Response, fields: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(fields)) response.headers.set(name, value);
  return response;
}
