/** Names that could be taken for those of others. */

import { withoutPrefix } from "../protocol/local-names.ts";
import { isPermission, managementPermissions } from "../protocol/permissions.ts";
import { looks, looksLike } from "../text/skeleton.ts";
import type { Role, User } from "./model.ts";
import { OWNER, type RoleTable } from "./permissions.ts";
import type { State } from "./state.ts";

/** The role whose name looks like this one, if it is another than `except`. */
export function roleLike(name: string, roles: Iterable<Role>, except?: string): Role | undefined {
  for (const role of roles) if (role.id !== except && looksLike(role.name, name)) return role;
  return undefined;
}

/**
 * The member whom this nickname would imitate: another member whose username it is, in any case and with any invisible
 * characters in it, or one with management permissions whose name looks like it. One's own name imitates nobody.
 *
 * @param own the member who is to have the nickname
 */
export function memberImitated(
  nickname: string,
  own: Pick<User, "id" | "username">,
  state: State,
): User | undefined {
  const named = state.usersNamedLike(nickname);
  if (named.some(({ id }) => id === own.id)) return undefined;
  return named[0] ?? powerfulMemberLike(nickname, own.id, state);
}

/**
 * The member with management permissions whose username or nickname looks like this name.
 *
 * @param own id of the member who is to have the name; null for a new one
 */
export function powerfulMemberLike(name: string, own: string | null, state: State): User | undefined {
  const powerful = powerfulRoles(state.roles.byId);
  let wanted: readonly string[] | null = null;
  for (const user of state.users.values()) {
    if (user.id === own || user.bannedAt !== null) continue;
    if (!user.roles.some((id) => powerful.has(id))) continue;
    wanted ??= looks(name);
    if (looksOf(user).some((look) => wanted?.includes(look))) return user;
  }
  return undefined;
}

function powerfulRoles(roles: RoleTable): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, name, permissions } of roles.values()) {
    const manages = permissions.some((one) => isPermission(one) && managementPermissions.has(one));
    if (manages || name === OWNER) ids.add(id);
  }
  return ids;
}

const known = new WeakMap<User, readonly string[]>();

function looksOf(user: User): readonly string[] {
  const before = known.get(user);
  if (before) return before;
  const names = [
    user.username,
    withoutPrefix(user.username),
    ...(user.nickname === null ? [] : [user.nickname]),
  ];
  const all = names.flatMap(looks);
  known.set(user, all);
  return all;
}
