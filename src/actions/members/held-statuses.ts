/**
 * Who changes his status too often is stored at once and told to others later: the official client sets
 * a status on every change of tabs, and each one would go to everybody. Until then others are shown the status
 * that they know, in every list, so that events and lists agree.
 */

import { statusChange } from "../../chat/presence.ts";
import { createBudgets } from "../../chat/rate-limit.ts";
import type { State } from "../../chat/state.ts";
import type { BudgetNumbers } from "../../protocol/budgets.ts";
import type { Outcome } from "../outcome.ts";
import { presenceEvents } from "./presence.ts";

export interface HeldStatuses {
  /** May others be told of a new status of this user now? Takes it from his budget if so. */
  mayTell(userId: string): boolean;
  /** What tells others of the newest status of those whose budget has refilled; null when there is nobody. */
  release(): Outcome | null;
  prune(): void;
}

/**
 * @param budget how often others may be told
 * @param elapsed milliseconds of a clock that nobody sets
 */
export function createHeldStatuses(
  state: State,
  budget: BudgetNumbers["status"],
  elapsed: () => number,
): HeldStatuses {
  const spent = createBudgets();

  function isAffordable(userId: string): boolean {
    return spent.spend(userId, 1, elapsed(), budget) === 0;
  }

  return {
    mayTell(userId) {
      const user = state.users.get(userId);
      // Who has one waiting doesn't overtake it.
      return user !== undefined && state.shownStatus(user) === user.status && isAffordable(userId);
    },
    release() {
      const users = [...state.statusesHeld()]
        .flatMap((id) => state.users.get(id) ?? [])
        .filter(({ id }) => isAffordable(id));
      if (users.length === 0) return null;
      return {
        changes: users.map(({ id }) => ({ type: "status_held", id, shown: null })),
        events: users.flatMap((user) => {
          const connections = state.connections(user.id);
          const notices = statusChange({ before: state.shownStatus(user), after: user.status, connections });
          const others = notices.filter(({ audience }) => audience === "others");
          return presenceEvents(others, user, state, { shown: user.status });
        }),
      };
    },
    prune: () => spent.prune(elapsed()),
  };
}
