/** What everybody hears of a member who changed, came back or is gone: by a command, by a login, by a hand edit. */

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

/** What `profileEvents` can be. */
export const profileEventList = [
  userUpdated,
  nicknameUpdate,
  nicknameRemove,
  userUpdate,
  userConnect,
  statusChanged,
] as const;

/** What `nameEvents` can be. */
export const nameEventList = [userUpdated, nicknameUpdate, nicknameRemove, userUpdate] as const;

/** A new name, nickname or picture, in the order in which every known client makes sense of it. */
export function profileEvents(
  before: User,
  after: User,
  state: Upcoming,
): EmissionOf<typeof profileEventList>[] {
  if (after.pfp === before.pfp) return nameEvents(before, after);
  const [, ...names] = nameEvents(before, after);
  // A status that changed too comes behind it.
  return [updated(after, true), ...names, ...pictureEvents({ ...after, status: before.status }, state)];
}

/** What `usernameEvents` can be. */
export const usernameEventList = [userUpdated, userUpdate] as const;

/** A new username alone. */
export function usernameEvents(
  before: User | undefined,
  after: User,
): EmissionOf<typeof usernameEventList>[] {
  return before && after.username !== before.username ? [updated(after, false), renamed(before, after)] : [];
}

/** Makes the official client file the member under the new name. */
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

/** A new status, or one that others are told of when its time comes. */
export function statusEvents(before: User, after: User, state: Upcoming) {
  const connections = state.connections(after.id);
  const notices = statusChange({ before: before.status, after: after.status, connections });
  const isHeld = state.shownStatus(before) !== before.status;
  const told = isHeld ? notices.filter(({ audience }) => audience === "self") : notices;
  return presenceEvents(told, after, state, { shown: after.status });
}

/** How long a member is muted from now on; 0 = no longer. */
export function timeoutEvent(userId: string, milliseconds: number) {
  const reason = milliseconds > 0 ? "User timeout set" : "User timeout lifted";
  return emit(rateLimit, { reason, length: milliseconds }, onlyUser(userId));
}

/** A ban ends the member's connections; then, for everybody else, he is gone. */
export function banishment(
  user: User,
  reason: string | null,
): { effects: Expulsion[]; afterwards: Emission<"user_leave">[] } {
  const told = `You have been banned${reason === null ? "" : `: ${reason}`}`;
  return {
    effects: [{ kind: "expel", user: user.id, error: fail("banned"), reason: told }],
    afterwards: [emit(userLeave, { username: user.username }, everyone)],
  };
}

/**
 * A member's record is gone: by his own wish, by a kick, by the owner.
 *
 * @param reason what the connections are told at their end
 * @param error told before that, where the member did not choose to go: clients show nothing of a mere end
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
