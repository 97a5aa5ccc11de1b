/** Who owns the server: at least one owner must remain (02 §6.4). */
import type { User } from "./model.ts";
import { isOwner } from "./permissions.ts";
import type { State } from "./state.ts";

export function isLastOwner(user: User, state: State): boolean {
  if (!isOwner(user, state.roles.byId)) return false;
  for (const other of state.users.values()) {
    if (other.id !== user.id && other.bannedAt === null && isOwner(other, state.roles.byId)) return false;
  }
  return true;
}

/** Whether anybody owns the server, also if banned: only without any is there a claim code. */
export function hasOwner(state: State): boolean {
  return [...state.users.values()].some((user) => isOwner(user, state.roles.byId));
}
