import { emit, everyone, onlyUser } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import { bannedList, userJoin } from "../../protocol/events.ts";
import type { Outcome } from "../outcome.ts";
import { banishment } from "./member-events.ts";

/** Either of these lets members ban, lift bans, and read the list. */
export const banPermissions = ["manage_users", "ban_members"] as const;

/** What follows when a ban is stored. @param at Unix seconds */
export function banned(target: User, at: number, reason: string | null) {
  const after = { ...target, bannedAt: at };
  return {
    changes: [{ type: "users", users: [after] }],
    ...banishment(target, reason),
  } satisfies Outcome;
}

/** What follows when a ban is lifted: others see the member come back, offline. */
export function unbanned(target: User, state: State) {
  const after = { ...target, bannedAt: null };
  return {
    changes: [{ type: "users", users: [after] }],
    events: [emit(userJoin, { user: wireUser(after, state) }, everyone)],
  } satisfies Outcome;
}

export function bannedNames(users: Iterable<User>): string[] {
  return [...users].filter(({ bannedAt }) => bannedAt !== null).map(({ username }) => username);
}

/** The list as it is after this member's change, for the actor: the official client reads nothing else. */
export function freshList(actor: User, changed: User, state: State) {
  const users = [...state.users.values()].map((user) => (user.id === changed.id ? changed : user));
  return emit(bannedList, { users: bannedNames(users) }, onlyUser(actor.id));
}
