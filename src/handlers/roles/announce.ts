/** What everybody hears of a change of roles (02 §5.2, §5.4, §5.6). */
import type { Channel, User } from "../../chat/model.ts";
import { type Emission, emit, everyone, keptViewers, onlyUser } from "../../chat/outcome.ts";
import type { State } from "../../chat/state.ts";
import { colorOf, roleNames, wireChannel, wireRoles, wireUser } from "../../chat/wire.ts";
import { channelUpdate, rolesList, statusChanged, userRoles, usersList } from "../../protocol/events.ts";
import { isVeiled } from "../presence.ts";

export const roleEvents = [rolesList, userRoles, usersList, statusChanged, channelUpdate] as const;

/** More members than these come as one list: an event for each would go to everybody as often (02 §5.4). */
const mostSingly = 100;
/** The bot library hangs up on a packet above 1 MiB (03 §1.5). */
const mostListBytes = 1000 * 1024;

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
  if (members.length <= mostSingly) return members.map((user) => memberRoles(after, user));
  const all = announceAllMembers(after, members);
  // Of so many members not even all can be told in one packet: those who are here (02 §5.6); roles tell of the others.
  return all ?? members.filter(({ id }) => after.connections(id) > 0).map((user) => memberRoles(after, user));
}

function memberRoles(after: State, user: User): Emission {
  const fields = { user: user.username, roles: roleNames(user, after), color: colorOf(user, after) };
  return emit(userRoles, fields, everyone);
}

/** Null when the list would be longer than a packet to everybody may be. */
function announceAllMembers(after: State, changed: readonly User[]): Emission[] | null {
  const now = new Map(changed.map((user) => [user.id, user]));
  const present = [...after.users.values()]
    .map((user) => now.get(user.id) ?? user)
    .filter(({ bannedAt }) => bannedAt === null);
  const users = present.map((user) => wireUser(user, after));
  if (Buffer.byteLength(JSON.stringify(users)) > mostListBytes) return null;
  // Others see something else of them than they do themselves.
  const veiled = present.filter((user) => isVeiled(user, after) && after.connections(user.id) > 0);
  return [
    emit(usersList, { users }, everyone),
    ...veiled.map(({ id, username, status }) =>
      emit(statusChanged, { username, status, global: true }, onlyUser(id)),
    ),
  ];
}
