import { emit, onlyUser } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { bannedList } from "../../protocol/events.ts";

/** Members with one of these permissions may ban, lift bans, and read the list. */
export const banPermissions = ["manage_users", "ban_members"] as const;

export function bannedNames(users: Iterable<User>): string[] {
  return [...users].filter(({ bannedAt }) => bannedAt !== null).map(({ username }) => username);
}

/** The list after this member's change, for the actor. The official client reads nothing else. */
export function freshList(actor: User, changed: User, state: State) {
  const users = [...state.users.values()].map((user) => (user.id === changed.id ? changed : user));
  return emit(bannedList, { users: bannedNames(users) }, onlyUser(actor.id));
}
