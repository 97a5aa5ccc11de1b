/** From what presence says (chat/presence.ts) to events. */

import { type Emission, emit, onlyUser, othersThan } from "../../chat/emission.ts";
import type { Status, User } from "../../chat/model.ts";
import { isHidden, type PresenceNotice, type PresencePacket } from "../../chat/presence.ts";
import type { Upcoming } from "../../chat/preview.ts";
import { wireUser } from "../../chat/wire.ts";
import { statusChanged, userConnect, userDisconnect } from "../../protocol/events.ts";

/**
 * @param user as he is after the change
 * @param options.shown what others see after the change, if that is not what they see now
 * @param options.answered the connection that asked gets its own status as a reply instead
 */
export function presenceEvents<Packet extends PresencePacket>(
  notices: readonly PresenceNotice<Packet>[],
  user: User,
  state: Upcoming,
  options: { readonly shown?: Status; readonly answered?: boolean } = {},
) {
  const shown = options.shown ?? state.shownStatus(user);
  return notices.map((notice) => presenceEvent(notice, user, state, shown, options.answered ?? false));
}

/** The event has the name of the packet that the notice asks for. */
function presenceEvent<Packet extends PresencePacket>(
  { audience, packet }: PresenceNotice<Packet>,
  user: User,
  state: Upcoming,
  shown: Status,
  answered: boolean,
): Emission<Packet> {
  const to = audience === "self" ? onlyUser(user.id) : othersThan(user.id);
  const status = audience === "self" ? user.status : shown;
  const { username } = user;
  const events = {
    // Somebody who is coming online in this very change: the count may not show it yet.
    user_connect: () => emit(userConnect, { user: { ...wireUser(user, state), status } }, to),
    user_disconnect: () => emit(userDisconnect, { username }, to),
    status_get: () =>
      emit(statusChanged, { username, status, global: true }, to, { exceptRequester: answered }),
  };
  return events[packet]() as Emission<Packet>;
}

/** Is what others see of his status something else than he sees himself? */
export function isVeiled(user: User, state: Upcoming): boolean {
  return isHidden(user.status) || state.shownStatus(user) !== user.status;
}
