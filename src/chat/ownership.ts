/** Ownership of the server: at least one owner must remain. */
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

/** Whether the server has an owner, even a banned one. Only a server without any prints a claim code. */
export function hasOwner(state: State): boolean {
  return [...state.users.values()].some((user) => isOwner(user, state.roles.byId));
}
