/** Events about a change of roles. */

import { emit, everyone, keptViewers, onlyUser } from "../../chat/emission.ts";
import type { Channel, User } from "../../chat/model.ts";
import type { Upcoming } from "../../chat/preview.ts";
import type { State } from "../../chat/state.ts";
import { colorOf, roleNames, wireChannel, wireRoles, wireUser } from "../../chat/wire.ts";
import { channelUpdate, rolesList, statusChanged, userRoles, usersList } from "../../protocol/events.ts";
import { looksDifferentToOthers } from "../members/presence.ts";

/** The events of `announceMemberRoles`. */
export const memberRoleEvents = [userRoles, usersList, statusChanged] as const;
/** The events of `announceRoles`. */
export const roleEvents = [rolesList, ...memberRoleEvents, channelUpdate] as const;

/** More members than these come as one list: an event for each member would go to everybody. */
const mostSingly = 100;
/** The bot library hangs up on a packet above 1 MiB. */
const mostListBytes = 1000 * 1024;
/** The same when a single member changed, which happens often. It is room for some four hundred members. */
const mostListBytesForOne = 64 * 1024;

/**
 * The new list of roles. Then the members and channels with a role whose name changed or is gone, and the members whose
 * colour changed.
 *
 * @param after the state after the change
 * @param members those whose roles or whose roles' names changed, as they are after it
 */
export function announceRoles(
  before: State,
  after: Upcoming,
  members: readonly User[],
  channels: readonly Channel[],
) {
  const roles = wireRoles(after);
  const changed = new Map(members.map((user) => [user.id, user]));
  for (const user of before.users.values()) {
    if (!changed.has(user.id) && colorOf(user, before) !== colorOf(user, after)) changed.set(user.id, user);
  }
  return [
    emit(rolesList, { roles, val: roles }, everyone),
    ...announceMembers(before, after, [...changed.values()], mostListBytes),
    ...channels.map((channel) =>
      emit(
        channelUpdate,
        { channel: wireChannel(channel, after), current_name: channel.name, updated: true },
        keptViewers(channel.id),
      ),
    ),
  ];
}

/** @param members those whose roles changed, as they are after the change */
export function announceMemberRoles(before: State, after: Upcoming, members: readonly User[]) {
  return announceMembers(before, after, members, mostListBytesForOne);
}

/** The events after a `user_roles_get`, for clients that keep the old colour when that packet has none. */
export function announceLostColor(before: State, after: Upcoming, user: User) {
  return losesColor(user, before, after)
    ? (announceAllMembers(before, after, [user], mostListBytesForOne) ?? [])
    : [];
}

function announceMembers(before: State, after: Upcoming, members: readonly User[], bytesForFew: number) {
  const singly = (users: readonly User[]) => users.map((user) => memberRoles(after, user));
  if (members.length > mostSingly) {
    const all = announceAllMembers(before, after, members, mostListBytes);
    // So many members don't fit into one packet. Only connected ones have events; the roles show the others' colours.
    return all ?? singly(members.filter(({ id }) => after.connections(id) > 0));
  }
  // The official client ignores a null colour in `user_roles_get`, but not in the list.
  const loses = members.some((user) => losesColor(user, before, after));
  const list = loses ? announceAllMembers(before, after, members, bytesForFew) : null;
  return [...singly(members), ...(list ?? [])];
}

function losesColor(user: User, before: State, after: Upcoming): boolean {
  const known = before.users.get(user.id);
  return known !== undefined && colorOf(known, before) !== null && colorOf(user, after) === null;
}

function memberRoles(after: Upcoming, user: User) {
  const fields = { user: user.username, roles: roleNames(user, after), color: colorOf(user, after) };
  return emit(userRoles, fields, everyone);
}

/** Null when the list would be longer than these bytes. */
function announceAllMembers(before: State, after: Upcoming, changed: readonly User[], mostBytes: number) {
  const now = new Map(changed.map((user) => [user.id, user]));
  const present = [...before.users.values()]
    .map((user) => now.get(user.id) ?? user)
    .filter(({ bannedAt }) => bannedAt === null);
  const users = present.map((user) => wireUser(user, after));
  if (Buffer.byteLength(JSON.stringify(users)) > mostBytes) return null;
  // Invisible members get their own status, which differs from the list.
  const differing = present.filter(
    (user) => looksDifferentToOthers(user, after) && after.connections(user.id) > 0,
  );
  return [
    emit(usersList, { users }, everyone),
    ...differing.map(({ id, username, status }) =>
      emit(statusChanged, { username, status, global: true }, onlyUser(id)),
    ),
  ];
}
