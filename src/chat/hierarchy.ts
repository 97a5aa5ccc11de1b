/**
 * Rank among roles and members (02 §6.4): position 0 is the highest, and one acts only on what stands strictly
 * below. `administrator` lifts nobody; the role `owner` does.
 *
 * These are questions of rank only. Which permission a command needs (`manage_roles`, `manage_users`, …) is
 * declared by the command; that one does not act on oneself, or on the last owner, is its own check too.
 */
import { isPermission } from "../protocol/permissions.ts";
import type { Role, User } from "./model.ts";
import { hasPermission, isOwner, OWNER, type RoleTable } from "./permissions.ts";

/** The rank of somebody without roles, and of roles that are gone. */
const lowest = 9999;

/** Not for non-owners, wherever they stand: else an admin could make more admins (02 §5.1). */
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
 * The first permission that the actor may not put into a role because he lacks it himself, or null (02 §5.3).
 * Without this, `manage_roles` alone would be a way to `administrator`. An id that this server does not know
 * cannot be held, so only owners may grant it.
 */
export function mayGrant(
  actor: Pick<User, "roles">,
  permissions: readonly string[],
  roles: RoleTable,
): string | null {
  if (isOwner(actor, roles)) return null;
  return permissions.find((id) => !isPermission(id) || !hasPermission(actor, roles, id)) ?? null;
}
