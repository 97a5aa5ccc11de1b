/** What everybody hears of a change of roles (02 §5.2, §5.4, §5.6). */
import type { Channel, User } from "../../chat/model.ts";
import { type Emission, emit, everyone, keptViewers } from "../../chat/outcome.ts";
import type { State } from "../../chat/state.ts";
import { colorOf, roleNames, wireChannel, wireRoles } from "../../chat/wire.ts";
import { channelUpdate, rolesList, userRoles } from "../../protocol/events.ts";

export const roleEvents = [rolesList, userRoles, channelUpdate] as const;

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
  return members.map((user) =>
    emit(
      userRoles,
      { user: user.username, roles: roleNames(user, after), color: colorOf(user, after) },
      everyone,
    ),
  );
}
