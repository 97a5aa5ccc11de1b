import { isLocal } from "../chat/local-accounts.ts";
import type { State } from "../chat/state.ts";
import { roleNames } from "../chat/wire.ts";

/** A member as the command line shows them. */
export interface ListedUser {
  readonly id: string;
  readonly username: string;
  readonly nickname: string | null;
  /** Names, highest first as the member has them; without `banned`. */
  readonly roles: readonly string[];
  readonly banned: boolean;
  /** Has a password here; others log in with the identity service. */
  readonly local: boolean;
  readonly online: boolean;
}

/** All members in the order of joining, banned ones too. */
export function userList(state: State): { readonly users: readonly ListedUser[] } {
  const users = [...state.users.values()].map((user) => ({
    id: user.id,
    username: user.username,
    nickname: user.nickname,
    roles: roleNames({ ...user, bannedAt: null }, state),
    banned: user.bannedAt !== null,
    local: isLocal(user),
    online: state.connections(user.id) > 0,
  }));
  return { users };
}
