/**
 * Limits how often others are told of a member's status. The official client sets a status on every change of tabs. A
 * status beyond the limit is stored at once and sent to others later. Until then all lists show them the old one, so
 * that events and lists agree.
 */

import { statusChange } from "../../chat/presence.ts";
import { createBudgets } from "../../chat/rate-limit.ts";
import type { State } from "../../chat/state.ts";
import type { BudgetNumbers } from "../../protocol/budgets.ts";
import type { Outcome } from "../outcome.ts";
import { presenceEvents } from "./presence.ts";

export interface HeldStatuses {
  /** Whether others may be told of a new status of this user now. If so, the user's budget is charged. */
  mayTell(userId: string): boolean;
  /** The outcome that tells others of the statuses whose users' budgets have refilled; null when there are none. */
  release(): Outcome | null;
  prune(): void;
}

/**
 * @param budget how often others may be told
 * @param elapsed milliseconds of the monotonic clock
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
      // A new status doesn't overtake one that waits.
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
