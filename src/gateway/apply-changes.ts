/** Applies changes to memory, and moves connections between cohorts accordingly. */
import type { Change, MutableState } from "../chat/state.ts";
import type { Cohorts } from "./cohorts.ts";
import type { Connection } from "./connection.ts";
import type { ResumeFacts } from "./resume-facts.ts";

export interface Memory {
  readonly state: MutableState;
  readonly cohorts: Cohorts;
  readonly resumeFacts: ResumeFacts;
  connectionsOf(user: string): readonly Connection[];
}

/** @returns the connections that view other channels than before */
export function applyChanges(changes: readonly Change[], memory: Memory): ReadonlySet<Connection> {
  const { state, cohorts, resumeFacts, connectionsOf } = memory;
  const changed = new Set<Connection>();
  let forEverybody = false;
  const users = new Set<string>();
  for (const change of changes) {
    if (change.type === "users") {
      for (const user of change.users) {
        const before = state.users.get(user.id);
        if (before && before.roles.join(" ") !== user.roles.join(" ")) users.add(user.id);
      }
    } else if (change.type === "roles" || change.type === "channels") forEverybody = true;
    else if (change.type === "user_left") {
      users.add(change.id);
      resumeFacts.left(change.id);
    }
    state.apply(change);
  }
  if (forEverybody) {
    const differing = cohorts.refresh();
    // Also for users without a connection: their cohort may not exist, so nobody compared their lists.
    resumeFacts.viewsChanged();
    for (const cohort of differing) for (const connection of cohort.connections) changed.add(connection);
  }
  for (const id of users) {
    resumeFacts.userViewsChanged(id);
    const user = state.users.get(id);
    if (!user) continue;
    for (const connection of connectionsOf(id)) {
      if (cohorts.place(connection, user)) changed.add(connection);
    }
  }
  return changed;
}
