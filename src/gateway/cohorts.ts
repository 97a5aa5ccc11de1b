/**
 * Topics for delivery. The channels that a user may view depend only on the user's roles, so all connections of users
 * with the same set of roles form a cohort, and a channel's audience is a few cohorts. A change of a user's roles moves
 * their connections to another cohort; a change of roles or channels recomputes each cohort once.
 */
import type { User } from "../chat/model.ts";
import { viewsByRoles } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import type { Connection } from "./connection.ts";

export interface Cohort {
  /** Sorted role ids. */
  readonly key: string;
  readonly roles: readonly string[];
  readonly connections: Connection[];
  /** Ids of the viewable channels, in display order. */
  order: readonly number[];
  views: ReadonlySet<number>;
  /** The channels that were viewable before the change that is being delivered. */
  viewedBefore: ReadonlySet<number>;
}

export interface Cohorts {
  all(): Iterable<Cohort>;
  /** Puts a connection into the cohort of its user's roles. Returns whether it views other channels than before. */
  place(connection: Connection, user: User): boolean;
  remove(connection: Connection): void;
  /** Recomputes the channels of each cohort; returns the cohorts whose list or order changed. */
  refresh(): Cohort[];
}

export function createCohorts(state: State): Cohorts {
  const cohorts = new Map<string, Cohort>();
  let orderFor = viewOrders(state);

  function cohortFor(user: User): Cohort {
    const roles = [...new Set(user.roles)].sort();
    const key = roles.join(" ");
    const existing = cohorts.get(key);
    if (existing) return existing;
    const order = orderFor(roles);
    const views = new Set(order);
    const cohort: Cohort = { key, roles, connections: [], order, views, viewedBefore: views };
    cohorts.set(key, cohort);
    return cohort;
  }

  function remove(connection: Connection): void {
    const cohort = connection.cohort;
    if (!cohort) return;
    // The last one takes the free place.
    const last = cohort.connections.pop();
    if (last && last !== connection) {
      cohort.connections[connection.cohortIndex] = last;
      last.cohortIndex = connection.cohortIndex;
    }
    connection.cohort = null;
    if (cohort.connections.length === 0) cohorts.delete(cohort.key);
  }

  return {
    all: () => cohorts.values(),
    place(connection, user) {
      const before = connection.cohort;
      const cohort = cohortFor(user);
      if (before === cohort) return false;
      remove(connection);
      connection.cohort = cohort;
      connection.cohortIndex = cohort.connections.push(connection) - 1;
      return before !== null && !sameOrder(before.order, cohort.order);
    },
    remove,
    refresh() {
      const changed: Cohort[] = [];
      orderFor = viewOrders(state);
      for (const cohort of cohorts.values()) {
        const order = orderFor(cohort.roles);
        cohort.viewedBefore = cohort.views;
        if (sameOrder(order, cohort.order)) continue;
        cohort.order = order;
        cohort.views = new Set(order);
        changed.push(cohort);
      }
      return changed;
    },
  };
}

/** From role ids to the ids of the viewable channels, in display order. Right until roles or channels change. */
function viewOrders({ channels, roles }: State): (roles: readonly string[]) => readonly number[] {
  const views = viewsByRoles(channels, roles.byId);
  return (held) => views(held).flatMap((index) => channels[index]?.id ?? []);
}

function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
