/** How many uploads a user may make, and all users of a network together. */
import { type BudgetSettings, createBudgets } from "../../chat/rate-limit.ts";
import { networkOf } from "../../limiting/network.ts";
import { rateLimitFields } from "../rate-limit-fields.ts";
import { json } from "../route.ts";

export interface UploadLimits {
  /** Charges the network of an address; a response says that there were too many. */
  network(address: string): Response | null;
  /** Charges a user. */
  user(id: string): Response | null;
  /** Header fields that tell what is left of the user's budget. */
  fields(id: string): Record<string, string>;
}

/** So many times the uploads of one user may come from one network. */
const usersOfNetwork = 6;

/**
 * @param perMinute uploads of one user; 0: any number
 * @param elapsed monotonic milliseconds
 */
export function createUploadLimits(perMinute: () => number, elapsed: () => number): UploadLimits {
  const budgets = createBudgets();
  let pruneAt = 0;
  const settingsFor = (users: number): BudgetSettings => {
    const count = perMinute() * users;
    return { perMinute: count, burst: count };
  };

  function spend(key: string, settings: BudgetSettings): Response | null {
    const now = elapsed();
    if (now >= pruneAt) {
      pruneAt = now + 60_000;
      budgets.prune(now);
    }
    if (settings.perMinute === 0) return null;
    const wait = budgets.spend(key, 1, now, settings);
    if (wait === 0) return null;
    const seconds = Math.ceil(wait / 1000);
    return json(
      { error: `Too many uploads: wait ${seconds} s`, code: "too_many_requests" },
      {
        status: 429,
        headers: {
          "Retry-After": String(seconds),
          ...rateLimitFields("uploads", settings, budgets.left(key, now, settings)),
        },
      },
    );
  }

  return {
    network: (address) => spend(`network ${networkOf(address)}`, settingsFor(usersOfNetwork)),
    user: (id) => spend(`user ${id}`, settingsFor(1)),
    fields(id) {
      const settings = settingsFor(1);
      if (settings.perMinute === 0) return {};
      return rateLimitFields("uploads", settings, budgets.left(`user ${id}`, elapsed(), settings));
    },
  };
}
