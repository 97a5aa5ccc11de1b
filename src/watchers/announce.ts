/** The events of a hand edit. They are the same as if commands had made the changes. */

import { everybodyHere, lostChannels } from "../actions/channels/lost-channels.ts";
import { pushHistories } from "../actions/channels/push-histories.ts";
import { afterBan, profileEvents, statusEvents, timeoutEvent } from "../actions/members/member-events.ts";
import { announceMemberRoles, announceRoles } from "../actions/roles/announce.ts";
import { type Emission, emit, everyone, keptViewers } from "../chat/emission.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import type { User } from "../chat/model.ts";
import { usesRole } from "../chat/permissions.ts";
import { preview, type Upcoming } from "../chat/preview.ts";
import type { State } from "../chat/state.ts";
import { wireChannel, wireUser } from "../chat/wire.ts";
import type { ShownHistory } from "../db/shown-history.ts";
import { channelUpdate, userJoin } from "../protocol/events.ts";
import type { Plan } from "./plan.ts";

export interface Announcement {
  readonly events: readonly Emission[];
  /** The connections of members that were banned end after the events. */
  readonly effects: readonly Expulsion[];
  /** The events after they have ended. */
  readonly afterwards: readonly Emission[];
}

/**
 * @param shown histories of the channels that get another name
 * @param before the state without the change in it
 * @param now Unix seconds
 */
export function announceEdit(
  plan: Plan,
  shown: readonly ShownHistory[],
  before: State,
  now: number,
): Announcement {
  const after = preview(before, {
    roles: plan.roles.roles,
    users: plan.users,
    channels: plan.channels.channels,
  });
  const changed = new Map(plan.users.map((user) => [user.id, user]));
  const current = (user: User) => changed.get(user.id) ?? user;
  const events: Emission[] = [];
  const effects: Expulsion[] = [];
  const afterwards: Emission[] = [];

  const showsRename = (user: User) => user.roles.some((id) => plan.roles.renamed.has(id));
  const members = [...before.users.values()].filter((user) => {
    const { roles, bannedAt } = current(user);
    if (bannedAt !== null || user.bannedAt !== null) return false;
    return roles.join(" ") !== user.roles.join(" ") || showsRename(current(user));
  });
  const edited = new Set(plan.channels.changed.map(({ id }) => id));
  const channels = plan.channels.channels.filter(
    (channel) =>
      !edited.has(channel.id) && [...plan.roles.renamed].some((id) => usesRole(channel.permissions, id)),
  );
  events.push(
    ...(plan.rolesChanged
      ? announceRoles(before, after, members.map(current), channels)
      : announceMemberRoles(before, after, members.map(current))),
  );

  events.push(...lostChannels(before, after, plan.users.length > 0 ? everybodyHere(before, current) : null));
  for (const channel of plan.channels.changed) {
    const current_name = before.channelById(channel.id)?.name ?? channel.name;
    events.push(
      emit(
        channelUpdate,
        { channel: wireChannel(channel, after), current_name, updated: true },
        keptViewers(channel.id),
      ),
    );
  }

  for (const user of plan.users) {
    const old = before.users.get(user.id);
    if (!old) continue;
    if (user.bannedAt !== null) {
      if (old.bannedAt !== null) continue;
      // With the name before the edit, which clients know.
      const ban = afterBan(old, null);
      effects.push(...ban.effects);
      afterwards.push(...ban.afterwards);
    } else if (old.bannedAt !== null) {
      events.push(emit(userJoin, { user: wireUser(user, after) }, everyone));
    } else events.push(...memberEvents(old, user, after, now));
  }
  afterwards.push(...pushHistories(shown, plan.channels.channels, before, after));
  return { events, effects, afterwards };
}

function memberEvents(old: User, user: User, after: Upcoming, now: number): Emission[] {
  const events: Emission[] = [...profileEvents(old, user, after), ...statusEvents(old, user, after)];
  if (user.timeoutUntil !== old.timeoutUntil) {
    events.push(timeoutEvent(user.id, Math.max(0, Math.ceil(((user.timeoutUntil ?? now) - now) * 1000))));
  }
  return events;
}
