/**
 * Permissions: those that roles give, and the action lists of channels.
 *
 * These are different things. A role permission (`manage_channels`) is held through any role, and `administrator`
 * counts as all of them. A channel list (the roles that may view #lobby) names roles; only the role `owner` passes it
 * without being named. An administrator does not.
 */
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import {
  type ChannelAction,
  channelActions,
  isPermission,
  type Permission,
} from "../protocol/permissions.ts";
import { nameKey } from "../text/skeleton.ts";
import type { Channel, ChannelPermissions, Role, RoleRule, User } from "./model.ts";

/** Roles by id. */
export type RoleTable = ReadonlyMap<string, Role>;

/** Roles by id, and by `nameKey` of their names. */
export interface RoleBook {
  readonly byId: RoleTable;
  readonly byName: ReadonlyMap<string, Role>;
}

/** @param roles in any order; the book has the highest first */
export function roleBook(roles: readonly Role[]): RoleBook {
  const sorted = roles.toSorted((a, b) => a.position - b.position);
  return {
    byId: new Map(sorted.map((role) => [role.id, role])),
    byName: new Map(sorted.map((role) => [nameKey(role.name), role])),
  };
}

/** The role with this id, else the one with this name in any case. */
export function roleNamed({ byId, byName }: RoleBook, text: string): Role | undefined {
  return byId.get(text) ?? byName.get(nameKey(text));
}

/** The same for texts that show roles by name: if one role has the name and another the id, the name wins. */
export function roleShownAs({ byId, byName }: RoleBook, text: string): Role | undefined {
  return byName.get(nameKey(text)) ?? byId.get(text);
}

/** The owners' role is known by its name, since imported servers have ids of their own. */
export const OWNER = "owner";
/** The role that members have unless the configuration says otherwise; it can be neither renamed nor removed. */
export const USER = "user";
/** Not a role, but shown like one: a ban, in first place among a member's roles. */
export const BANNED = "banned";

/** Entries of the longest list for one action. */
const maxEntries = 100;

export function isOwner(user: Pick<User, "roles">, roles: RoleTable): boolean {
  return user.roles.some((id) => roles.get(id)?.name === OWNER);
}

/**
 * Does the user hold a role permission; with a channel: does it count there?
 *
 * A channel's `deny` takes permissions from everybody but owners: the denied one itself, and all that a member holds
 * only through a denied `administrator`. Ids of roles that are gone give nothing.
 */
export function hasPermission(
  user: Pick<User, "roles">,
  roles: RoleTable,
  permission: Permission,
  channel?: Pick<Channel, "permissions">,
): boolean {
  if (isOwner(user, roles)) return true;
  const deny = channel?.permissions.deny ?? [];
  if (deny.includes(permission)) return false;
  const administratorCounts = !deny.includes("administrator");
  return user.roles.some((id) => {
    const held = roles.get(id)?.permissions ?? [];
    return held.includes(permission) || (administratorCounts && held.includes("administrator"));
  });
}

/**
 * Does the channel's list for an action let the user in?
 *
 * A blocking rule (`!role`) wins whatever the order of the user's roles, so that `self_roles_reorder` is no way around
 * it. An empty list means nobody; owners always pass.
 */
export function mayInChannel(
  user: Pick<User, "roles">,
  roles: RoleTable,
  channel: Pick<Channel, "permissions">,
  action: ChannelAction,
): boolean {
  let allowed = false;
  for (const rule of channel.permissions.lists[action]) {
    if (!user.roles.includes(rule.role)) continue;
    // A blocked member may still be an owner.
    if (rule.blocks) return isOwner(user, roles);
    allowed = true;
  }
  return allowed || isOwner(user, roles);
}

export function mayView(
  user: Pick<User, "roles">,
  channel: Pick<Channel, "permissions">,
  { roles }: { readonly roles: RoleBook },
): boolean {
  return mayInChannel(user, roles.byId, channel, "view");
}

/** The channels that a user may view, in order. */
export function visibleChannels(
  user: Pick<User, "roles">,
  state: { readonly roles: RoleBook; readonly channels: readonly Channel[] },
): Channel[] {
  return state.channels.filter((channel) => mayView(user, channel, state));
}

/**
 * Which of these channels do holders of these roles view? The answers equal those of `mayInChannel`. It is for very
 * many sets of roles: the cost grows with how often a set's roles are named, not with the number of channels.
 *
 * @returns from role ids to positions in `channels`, ascending
 */
export function viewsByRoles(
  channels: readonly Pick<Channel, "permissions">[],
  roles: RoleTable,
): (held: readonly string[]) => readonly number[] {
  const everything = channels.map((_, index) => index);
  const opens = new Map<string, number[]>();
  const blocks = new Map<string, number[]>();
  for (const [index, { permissions }] of channels.entries()) {
    for (const rule of permissions.lists.view) {
      const named = rule.blocks ? blocks : opens;
      const list = named.get(rule.role);
      if (list) list.push(index);
      else named.set(rule.role, [index]);
    }
  }
  return (held) => {
    if (isOwner({ roles: held }, roles)) return everything;
    const viewed = new Set(held.flatMap((role) => opens.get(role) ?? []));
    for (const role of held) for (const index of blocks.get(role) ?? []) viewed.delete(index);
    return [...viewed].sort((a, b) => a - b);
  };
}

/**
 * What a channel gets for keys that are absent. The role `user` may edit and delete its own messages and react;
 * everything else is for owners.
 */
export function defaultChannelPermissions(roles: RoleBook): ChannelPermissions {
  const user = roles.byName.get("user");
  const members: readonly RoleRule[] = user === undefined ? [] : [{ role: user.id, blocks: false }];
  return {
    lists: {
      view: [],
      send: [],
      delete: [],
      delete_own: members,
      edit_own: members,
      react: members,
      pin: [],
      create_thread: [],
    },
    deny: [],
  };
}

/**
 * Reads `permissions` of a request, a hand edit or an imported file: an object from action to role names,
 * `!name` to block. Entries may be role names in any case, or role ids.
 *
 * An absent key means its default. One rule serves requests and old files alike: the reference server reads an absent
 * `view`, `send`, `delete` or `create_thread` as "nobody", and so do the defaults, since owners always pass. A list
 * that is present is taken literally, also `[]`, because the wire form always shows all keys.
 */
export function channelLists(
  input: unknown,
  roles: RoleBook,
): { permissions: ChannelPermissions } | Failure<"invalid_field" | "role_unknown"> {
  const permissions = defaultChannelPermissions(roles);
  if (input === undefined || input === null) return { permissions };
  if (typeof input !== "object" || Array.isArray(input)) {
    return invalid("permissions", "it must be an object from action to a list of role names");
  }
  const lists: Record<ChannelAction, readonly RoleRule[]> = { ...permissions.lists };
  let deny: readonly string[] = [];
  for (const [key, value] of Object.entries(input)) {
    if (key !== "deny" && !isAction(key)) {
      return invalid(
        "permissions",
        `'${key.slice(0, 40)}' is not an action; known are ${channelActions.join(", ")}, deny`,
      );
    }
    if (value === undefined || value === null) continue;
    const entries = texts(value);
    if (entries === undefined) {
      return invalid(`permissions.${key}`, `it must be a list of at most ${maxEntries} strings`);
    }
    if (key === "deny") {
      const unknown = entries.find((entry) => !isPermission(entry));
      if (unknown !== undefined) {
        return invalid("permissions.deny", `'${unknown.slice(0, 40)}' is not a permission`);
      }
      deny = [...new Set(entries)];
    } else {
      const list = roleRules(entries, roles);
      if (isFailure(list)) return list;
      lists[key] = list.rules;
    }
  }
  return { permissions: { lists, deny } };
}

/**
 * The wire form: all eight keys resolved, and "only owners" written as `["owner"]`
 * (compatibility.md#channel-permissions).
 */
export function wireChannelPermissions(
  permissions: ChannelPermissions,
  roles: RoleTable,
): Record<string, string[]> {
  const wire: Record<string, string[]> = {};
  for (const action of channelActions) {
    const names: string[] = [];
    for (const rule of permissions.lists[action]) {
      const role = roles.get(rule.role);
      if (role !== undefined) names.push(rule.blocks ? `!${role.name}` : role.name);
    }
    wire[action] = names.length > 0 ? names : [OWNER];
  }
  if (permissions.deny.length > 0) wire.deny = [...permissions.deny];
  return wire;
}

/** Is the role named in any list? `role_delete` refuses such a role. */
export function usesRole(permissions: ChannelPermissions, roleId: string): boolean {
  return channelActions.some((action) => permissions.lists[action].some((rule) => rule.role === roleId));
}

/** The same lists without a role that a hand edit removed. A list that becomes empty means only owners. */
export function withoutRole(permissions: ChannelPermissions, roleId: string): ChannelPermissions {
  if (!usesRole(permissions, roleId)) return permissions;
  const lists: Record<ChannelAction, readonly RoleRule[]> = { ...permissions.lists };
  for (const action of channelActions) {
    lists[action] = lists[action].filter((rule) => rule.role !== roleId);
  }
  return { lists, deny: permissions.deny };
}

function roleRules(
  entries: readonly string[],
  roles: RoleBook,
): { rules: readonly RoleRule[] } | Failure<"role_unknown"> {
  // Keyed by role and sign, in order of appearance: a repeated entry says nothing new.
  const rules = new Map<string, RoleRule>();
  let others = false;
  for (const entry of entries) {
    const blocks = entry.startsWith("!");
    const text = blocks ? entry.slice(1) : entry;
    const role = roleShownAs(roles, text);
    if (role === undefined) return fail("role_unknown", { role: text.slice(0, 40) });
    if (role.name !== OWNER) others = true;
    rules.set(`${blocks ? "!" : ""}${role.id}`, { role: role.id, blocks });
  }
  // Owners pass every list, so one that names nobody else is the empty one; equal meaning, equal value.
  return { rules: others ? [...rules.values()] : [] };
}

function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > maxEntries) return undefined;
  return value.every((entry): entry is string => typeof entry === "string") ? value : undefined;
}

const actions: ReadonlySet<string> = new Set(channelActions);

function isAction(key: string): key is ChannelAction {
  return actions.has(key);
}

function invalid(field: string, problem: string): Failure<"invalid_field"> {
  return fail("invalid_field", { field, problem });
}
