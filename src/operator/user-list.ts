import { isLocal } from "../chat/local-accounts.ts";
import type { User } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import { roleNames } from "../chat/wire.ts";
import { nameKey, skeleton } from "../text/skeleton.ts";
import type { Problem } from "./parts.ts";

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

/** All conditions that are given must match. */
export interface UserFilter {
  /** The name of a role. */
  readonly role?: string;
  readonly banned?: boolean;
  readonly online?: boolean;
  /** Part of an id, a username or a nickname, in any case. */
  readonly search?: string;
  /** Default: all. */
  readonly limit?: number;
  readonly offset?: number;
}

export interface UserPage {
  readonly users: readonly ListedUser[];
  /** On all pages. */
  readonly total: number;
}

/** Members in the order of joining, banned ones too. */
export function userList(state: State, filter: UserFilter): UserPage | Problem {
  const { role: name, banned, online, search, limit, offset = 0 } = filter;
  const role = name === undefined ? undefined : state.roles.byName.get(nameKey(name));
  if (name !== undefined && !role) return { problem: `Role '${name}' does not exist`, code: "role_unknown" };
  const wanted = search === undefined ? undefined : skeleton(search);
  const found = [...state.users.values()].filter(
    (user) =>
      (!role || user.roles.includes(role.id)) &&
      (!banned || user.bannedAt !== null) &&
      (!online || state.connections(user.id) > 0) &&
      (wanted === undefined || textsOf(user).some((text) => skeleton(text).includes(wanted))),
  );
  const users = found.slice(offset, limit === undefined ? undefined : offset + limit);
  return { users: users.map((user) => listedUser(user, state)), total: found.length };
}

export function listedUser(user: User, state: State): ListedUser {
  return {
    id: user.id,
    username: user.username,
    nickname: user.nickname,
    roles: roleNames({ ...user, bannedAt: null }, state),
    banned: user.bannedAt !== null,
    local: isLocal(user),
    online: state.connections(user.id) > 0,
  };
}

function textsOf({ id, username, nickname }: User): string[] {
  return [id, username, nickname ?? ""];
}
