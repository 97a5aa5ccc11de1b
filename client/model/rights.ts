/** What members may do, as far as the model tells. The server decides; this is for what to show. */
import type { WireChannel, WireRole, WireSlashCommand, WireUser } from "../types.ts";
import type { Model } from "./model.ts";

type Held = Pick<Model, "me" | "members" | "roles">;

const owner = "owner";
/** Only owners change, give and take these. */
const ownersOnly: ReadonlySet<string> = new Set([owner, "admin"]);

/** Does one of the own roles hold the permission? */
export function holds(model: Held, permission: string): boolean {
  const roles = model.members.get(model.me)?.roles ?? [];
  return roles.some((name) => {
    const held = model.roles.get(name)?.permissions ?? [];
    return name === owner || held.includes(permission) || held.includes("administrator");
  });
}

export function isOwner({ roles }: Pick<WireUser, "roles">): boolean {
  return roles.includes(owner);
}

/** The own user is an owner. */
export function ownsServer(model: Pick<Model, "me" | "members">): boolean {
  const own = model.members.get(model.me);
  return own !== undefined && isOwner(own);
}

/** Position of the member's highest role; 0 is the highest of all. Members act only on what is below them. */
function rankOf({ roles }: Pick<Model, "roles">, member: Pick<WireUser, "roles"> | undefined): number {
  return Math.min(...(member?.roles ?? []).map((name) => roles.get(name)?.position ?? lowest), lowest);
}
const lowest = 9999;

/** May the own user move the role? It must be below their own highest one. */
export function mayMoveRole(model: Held, role: Pick<WireRole, "name" | "position">): boolean {
  if (ownsServer(model)) return true;
  return !ownersOnly.has(role.name) && role.position > rankOf(model, model.members.get(model.me));
}

/** May the own user change, give and take the role? It may also hold no permission that they lack. */
export function mayManageRole(
  model: Held,
  role: Pick<WireRole, "name" | "position" | "permissions">,
): boolean {
  return mayMoveRole(model, role) && role.permissions.every((permission) => holds(model, permission));
}

/** Is the member below the own user, so that they may rename them, time them out, and so on? Not for oneself. */
export function mayActOn(model: Held, member: Pick<WireUser, "id" | "roles">): boolean {
  if (member.id === model.me) return false;
  if (ownsServer(model)) return true;
  return !isOwner(member) && rankOf(model, model.members.get(model.me)) < rankOf(model, member);
}

/** Whether a channel's lists allow something, and by what. `role` is the one that decides. */
export type Access =
  | { readonly allowed: true; readonly by: "owner" }
  | { readonly allowed: true; readonly by: "role"; readonly role: string }
  | { readonly allowed: false; readonly by: "block"; readonly role: string }
  /** No role is in the list. */
  | { readonly allowed: false; readonly by: "nothing" }
  /** The list would allow it, but the channel is out of sight. */
  | { readonly allowed: false; readonly by: "view" };

/** What a holder of these roles may do in a channel, and why. A blocked role wins over an allowed one. */
export function accessOf(
  roles: readonly string[],
  permissions: WireChannel["permissions"],
  action: string,
): Access {
  if (roles.includes(owner)) return { allowed: true, by: "owner" };
  const list = permissions[action] ?? [];
  const block = roles.find((name) => list.includes(`!${name}`));
  if (block !== undefined) return { allowed: false, by: "block", role: block };
  const role = roles.find((name) => list.includes(name));
  if (role === undefined) return { allowed: false, by: "nothing" };
  if (action !== "view" && !accessOf(roles, permissions, "view").allowed)
    return { allowed: false, by: "view" };
  return { allowed: true, by: "role", role };
}

/** Do the channel's lists let the own user do this: `send`, `react`, `edit_own`, …? */
export function mayIn(model: Held, channel: Pick<WireChannel, "permissions">, action: string): boolean {
  return accessOf(model.members.get(model.me)?.roles ?? [], channel.permissions, action).allowed;
}

/** The role that newcomers get. */
const everybody = "user";

/** Is the channel out of sight for members who have no more than the role of newcomers? */
export function isPrivate({ permissions }: Pick<WireChannel, "permissions">): boolean {
  return !accessOf([everybody], permissions, "view").allowed;
}

/** Does a slash command let the own user call it? */
export function mayCall(
  model: Held,
  {
    whitelistRoles,
    blacklistRoles,
    needs,
  }: Pick<WireSlashCommand, "whitelistRoles" | "blacklistRoles" | "needs">,
): boolean {
  const roles = model.members.get(model.me)?.roles ?? [];
  const hasOneOf = (names: readonly string[]) => names.some((name) => roles.includes(name));
  if (hasOneOf(blacklistRoles ?? []) || (whitelistRoles?.length && !hasOneOf(whitelistRoles))) return false;
  return !needs || hasOneOf(needs.roles) || needs.permissions.some((permission) => holds(model, permission));
}
