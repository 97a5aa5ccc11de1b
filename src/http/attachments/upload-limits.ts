/** How many uploads a user may make, and all users of a network together. */
import { networkOf } from "../../limiting/network.ts";
import { json } from "../route.ts";
import { createRouteBudget, type RouteBudget } from "../route-budget.ts";

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
  const budgetFor = (users: number) => {
    const settings = () => ({ perMinute: perMinute() * users, burst: perMinute() * users });
    return createRouteBudget("uploads", settings, elapsed);
  };
  const [ofUsers, ofNetworks] = [budgetFor(1), budgetFor(usersOfNetwork)];

  function charge(budget: RouteBudget, key: string): Response | null {
    const { wait, fields } = budget.charge(key);
    if (wait === 0) return null;
    return json(
      { error: `Too many uploads: wait ${Math.ceil(wait / 1000)} s`, code: "too_many_requests" },
      { status: 429, headers: fields },
    );
  }

  return {
    network: (address) => charge(ofNetworks, networkOf(address)),
    user: (id) => charge(ofUsers, id),
    fields: (id) => ofUsers.fields(id),
  };
}
