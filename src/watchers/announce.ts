/** What everybody hears of a hand edit: the same events as if commands had done it. */
import type { User } from "../chat/model.ts";
import {
  type Emission,
  type Expulsion,
  emit,
  everyone,
  keptViewers,
  lostViewers,
  onlyUser,
} from "../chat/outcome.ts";
import { usesRole } from "../chat/permissions.ts";
import { connectionChange, statusChange } from "../chat/presence.ts";
import { preview } from "../chat/preview.ts";
import type { State } from "../chat/state.ts";
import { wireChannel, wireUser } from "../chat/wire.ts";
import { renameEvents } from "../handlers/auth/enter.ts";
import { lostChannels } from "../handlers/lost-channels.ts";
import { presenceEvents } from "../handlers/presence.ts";
import { announceMemberRoles, announceRoles } from "../handlers/roles/announce.ts";
import { fail } from "../protocol/errors.ts";
import {
  channelUpdate,
  nicknameRemove,
  nicknameUpdate,
  rateLimit,
  unreadsUpdate,
  userJoin,
  userLeave,
  userUpdated,
} from "../protocol/events.ts";
import type { Plan } from "./plan.ts";

export interface Announcement {
  readonly events: readonly Emission[];
  /** Who was banned; his connections end after the events. */
  readonly expel: readonly Expulsion[];
  /** What follows when they have ended. */
  readonly afterwards: readonly Emission[];
}

/**
 * @param before the state without the change in it
 * @param now Unix seconds
 */
export function announceEdit(plan: Plan, before: State, now: number): Announcement {
  const after = preview(before, {
    roles: plan.roles.roles,
    users: plan.users,
    channels: plan.channels.channels,
  });
  const changed = new Map(plan.users.map((user) => [user.id, user]));
  const current = (user: User) => changed.get(user.id) ?? user;
  const events: Emission[] = [];
  const expel: Expulsion[] = [];
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
      ? announceRoles(after, members.map(current), channels)
      : announceMemberRoles(after, members.map(current))),
  );

  for (const user of members) events.push(...lostChannels(user, before, current(user), after));
  for (const channel of plan.channels.changed) {
    const current_name = before.channelById(channel.id)?.name ?? channel.name;
    events.push(
      emit(unreadsUpdate, { channel: current_name, last_read: null }, lostViewers(channel.id)),
      emit(
        channelUpdate,
        { channel: wireChannel(channel, after), current_name, updated: true },
        keptViewers(channel.id),
      ),
    );
  }
  for (const { id, name } of plan.channels.hidden) {
    // Clients keep the unread count of a vanished channel, unless told so.
    events.push(emit(unreadsUpdate, { channel: name, last_read: null }, lostViewers(id)));
  }

  for (const user of plan.users) {
    const old = before.users.get(user.id);
    if (!old) continue;
    if (user.bannedAt !== null) {
      if (old.bannedAt !== null) continue;
      expel.push({ user: user.id, error: fail("banned"), reason: "You have been banned" });
      // Under the name that everybody knows.
      afterwards.push(emit(userLeave, { username: old.username }, everyone));
    } else if (old.bannedAt !== null) {
      events.push(emit(userJoin, { user: wireUser(user, after) }, everyone));
    } else events.push(...memberEvents(old, user, after, now));
  }
  return { events, expel, afterwards };
}

/** 02 §3.4, §3.7, §4.1, §4.3, §4.4. */
function memberEvents(old: User, user: User, after: State, now: number): Emission[] {
  const events: Emission[] = [];
  const { id, username, nickname } = user;
  if (username !== old.username) events.push(...renameEvents(old, user));
  else if (nickname !== old.nickname || user.pfp !== old.pfp)
    events.push(emit(userUpdated, { user_id: id, username, nickname }, everyone));
  if (nickname !== old.nickname) {
    events.push(
      nickname === null
        ? emit(nicknameRemove, { user: id, username }, everyone)
        : emit(nicknameUpdate, { user: id, username, nickname }, everyone),
    );
  }
  const connections = after.connections(id);
  const shown = after.shownStatus(old);
  if (user.pfp !== old.pfp && connections > 0) {
    // Clients take a picture from `user_connect` only.
    const appearance = connectionChange({ status: shown, before: 0, after: 1 });
    events.push(...presenceEvents(appearance, { ...user, status: old.status }, after, { shown }));
  }
  // Others are told of a status that is held when its time comes.
  const notices = statusChange({ before: old.status, after: user.status, connections });
  const told = shown === old.status ? notices : notices.filter(({ audience }) => audience === "self");
  events.push(...presenceEvents(told, user, after, { shown: user.status }));
  if (user.timeoutUntil !== old.timeoutUntil) {
    const length = Math.max(0, Math.ceil(((user.timeoutUntil ?? now) - now) * 1000));
    events.push(emit(rateLimit, { reason: "User timeout set", length }, onlyUser(id)));
  }
  return events;
}
