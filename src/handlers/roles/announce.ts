/** What everybody hears of a change of roles (02 §5.2, §5.4, §5.6). */
import type { Channel, User } from "../../chat/model.ts";
import { type Emission, emit, everyone, keptViewers, onlyUser } from "../../chat/outcome.ts";
import { isHidden } from "../../chat/presence.ts";
import type { State } from "../../chat/state.ts";
import { colorOf, roleNames, wireChannel, wireRoles, wireUser } from "../../chat/wire.ts";
import { channelUpdate, rolesList, statusChanged, userRoles, usersList } from "../../protocol/events.ts";

export const roleEvents = [rolesList, userRoles, usersList, statusChanged, channelUpdate] as const;

/** More members than these come as one list: an event for each would go to everybody as often (02 §5.4). */
const mostSingly = 100;

/**
 * The new list; and for members and channels that show a role's name, which changed or is gone, themselves anew.
 *
 * @param after the state with the change in it
 */
export function announceRoles(
  after: State,
  members: readonly User[],
  channels: readonly Channel[],
): Emission[] {
  const roles = wireRoles(after);
  return [
    emit(rolesList, { roles, val: roles }, everyone),
    ...announceMemberRoles(after, members),
    ...channels.map((channel) =>
      emit(
        channelUpdate,
        { channel: wireChannel(channel, after), current_name: channel.name, updated: true },
        keptViewers(channel.id),
      ),
    ),
  ];
}

/** Members whose roles, or whose roles' names, are other ones now. */
export function announceMemberRoles(after: State, members: readonly User[]): Emission[] {
  if (members.length > mostSingly) return announceAllMembers(after, members);
  return members.map((user) =>
    emit(
      userRoles,
      { user: user.username, roles: roleNames(user, after), color: colorOf(user, after) },
      everyone,
    ),
  );
}

function announceAllMembers(after: State, changed: readonly User[]): Emission[] {
  const now = new Map(changed.map((user) => [user.id, user]));
  const present = [...after.users.values()]
    .map((user) => now.get(user.id) ?? user)
    .filter(({ bannedAt }) => bannedAt === null);
  const hiding = present.filter(({ id, status }) => isHidden(status) && after.connections(id) > 0);
  return [
    emit(usersList, { users: present.map((user) => wireUser(user, after)) }, everyone),
    ...hiding.map(({ id, username, status }) =>
      emit(statusChanged, { username, status, global: true }, onlyUser(id)),
    ),
  ];
}
