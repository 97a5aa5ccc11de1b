/**
 * Rank among roles and members: position 0 is the highest, and members act only on what is strictly below them.
 * `administrator` does not raise a rank; the role `owner` does.
 *
 * These are questions of rank only. Each command declares which permission it needs (`manage_roles`,
 * `manage_users`, …), and checks for itself that nobody acts on themselves or on the last owner.
 */
import { isPermission } from "../protocol/permissions.ts";
import type { Role, User } from "./model.ts";
import { hasPermission, isOwner, OWNER, type RoleTable } from "./permissions.ts";

/** The rank of members without roles, and of roles that are gone. */
const lowest = 9999;

/** Only owners give and change these, whatever the rank of others: else an admin could make more admins. */
export const ownersOnly: ReadonlySet<string> = new Set([OWNER, "admin"]);

/** The user's rank: the smallest position among the roles, 9999 without any. */
export function level(user: Pick<User, "roles">, roles: RoleTable): number {
  let best = lowest;
  for (const id of user.roles) best = Math.min(best, roles.get(id)?.position ?? lowest);
  return best;
}

/** May the actor change, give or take this role? Equal rank is not enough. */
export function mayManageRole(
  actor: Pick<User, "roles">,
  role: Pick<Role, "name" | "position">,
  roles: RoleTable,
): boolean {
  if (isOwner(actor, roles)) return true;
  return !ownersOnly.has(role.name) && role.position > level(actor, roles);
}

/** May the actor ban, kick, mute, rename … this member? Nobody but an owner acts on an owner. */
export function mayActOn(actor: Pick<User, "roles">, target: Pick<User, "roles">, roles: RoleTable): boolean {
  if (isOwner(actor, roles)) return true;
  return !isOwner(target, roles) && level(actor, roles) < level(target, roles);
}

/**
 * The first permission that the actor may not put into a role because they lack it themselves, or null.
 * Without this, `manage_roles` alone would be a way to `administrator`. Nobody holds an id that this server does not
 * know, so only owners may grant it.
 */
export function mayGrant(
  actor: Pick<User, "roles">,
  permissions: readonly string[],
  roles: RoleTable,
): string | null {
  if (isOwner(actor, roles)) return null;
  return permissions.find((id) => !isPermission(id) || !hasPermission(actor, roles, id)) ?? null;
}
