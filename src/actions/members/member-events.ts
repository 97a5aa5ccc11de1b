/** Events about a member who changed, came back or is gone, whatever the cause: a command, a login or a hand edit. */

import { type Emission, type EmissionOf, emit, everyone, onlyUser } from "../../chat/emission.ts";
import type { Expulsion } from "../../chat/expulsion.ts";
import type { User } from "../../chat/model.ts";
import { appearance, statusChange } from "../../chat/presence.ts";
import type { Upcoming } from "../../chat/preview.ts";
import type { Change } from "../../chat/state.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import {
  nicknameRemove,
  nicknameUpdate,
  rateLimit,
  statusChanged,
  userConnect,
  userLeave,
  userUpdate,
  userUpdated,
} from "../../protocol/events.ts";
import { presenceEvents } from "./presence.ts";

/** The events of `profileEvents`. */
export const profileEventList = [
  userUpdated,
  nicknameUpdate,
  nicknameRemove,
  userUpdate,
  userConnect,
  statusChanged,
] as const;

/** The events of `nameEvents`. */
export const nameEventList = [userUpdated, nicknameUpdate, nicknameRemove, userUpdate] as const;

/** A new name, nickname or picture, in the order that every known client understands. */
export function profileEvents(
  before: User,
  after: User,
  state: Upcoming,
): EmissionOf<typeof profileEventList>[] {
  if (after.pfp === before.pfp) return nameEvents(before, after);
  const [, ...names] = nameEvents(before, after);
  // If the status changed too, its event follows.
  return [updated(after, true), ...names, ...pictureEvents({ ...after, status: before.status }, state)];
}

/** The events of `usernameEvents`. */
export const usernameEventList = [userUpdated, userUpdate] as const;

/** A new username alone. */
export function usernameEvents(
  before: User | undefined,
  after: User,
): EmissionOf<typeof usernameEventList>[] {
  return before && after.username !== before.username ? [updated(after, false), renamed(before, after)] : [];
}

/** Makes the official client know the member by the new name. */
function renamed(before: User, { username, nickname }: User) {
  return emit(userUpdate, { user: before.username, username, nickname }, everyone);
}

/** A new name or nickname. */
export function nameEvents(before: User, after: User): EmissionOf<typeof nameEventList>[] {
  const { username, nickname } = after;
  if (username === before.username && nickname === before.nickname) return [];
  const events: EmissionOf<typeof nameEventList>[] = [updated(after, false)];
  if (nickname !== before.nickname) events.push(nicknameEvent(after));
  if (username !== before.username) events.push(renamed(before, after));
  return events;
}

/** A new picture alone. */
export function newPictureEvents(after: User, state: Upcoming) {
  return [updated(after, true), ...pictureEvents(after, state)];
}

function updated({ id, username, nickname, pfp }: User, isRepainted: boolean) {
  return emit(userUpdated, { user_id: id, username, nickname, ...(isRepainted && { pfp }) }, everyone);
}

function nicknameEvent(user: User) {
  return user.nickname === null ? noNickname(user) : newNickname(user, user.nickname);
}

export function newNickname({ id, username }: User, nickname: string) {
  return emit(nicknameUpdate, { user: id, username, nickname }, everyone);
}

export function noNickname({ id, username }: User) {
  return emit(nicknameRemove, { user: id, username }, everyone);
}

/** The official client takes a picture from `user_connect` only. */
function pictureEvents(user: User, state: Upcoming) {
  if (state.connections(user.id) === 0) return [];
  const shown = state.shownStatus(user);
  return presenceEvents(appearance(shown), user, state, { shown });
}

/** A new status, or one that was held back until now. */
export function statusEvents(before: User, after: User, state: Upcoming) {
  const connections = state.connections(after.id);
  const notices = statusChange({ before: before.status, after: after.status, connections });
  const isHeld = state.shownStatus(before) !== before.status;
  const told = isHeld ? notices.filter(({ audience }) => audience === "self") : notices;
  return presenceEvents(told, after, state, { shown: after.status });
}

/** How many seconds a member is muted from now on; 0 = no longer. */
export function timeoutEvent(userId: string, milliseconds: number) {
  const reason = milliseconds > 0 ? "User timeout set" : "User timeout lifted";
  return emit(rateLimit, { reason, length: milliseconds }, onlyUser(userId));
}

/** A ban ends the member's connections. After that the others get `user_leave`. */
export function afterBan(
  user: User,
  reason: string | null,
): { effects: Expulsion[]; afterwards: Emission<"user_leave">[] } {
  const because = reason === null ? "" : `: ${reason}`;
  const told = `You have been banned${because}`;
  return {
    effects: [{ kind: "expel", user: user.id, error: fail("banned", { reason: because }), reason: told }],
    afterwards: [emit(userLeave, { username: user.username }, everyone)],
  };
}

/**
 * A member's record is deleted: the member left, or was kicked or deleted.
 *
 * @param reason the text of the close frame
 * @param error sent before it when the member did not choose to go: clients don't show the text of a close frame
 */
export function departure(
  user: User,
  reason: string,
  error?: Failure,
): { changes: Change[]; events: Emission<"user_leave">[]; effects: Expulsion[] } {
  return {
    changes: [{ type: "user_left", id: user.id }],
    events: [emit(userLeave, { username: user.username }, everyone)],
    effects: [{ kind: "expel", user: user.id, reason, ...(error && { error }) }],
  };
}
