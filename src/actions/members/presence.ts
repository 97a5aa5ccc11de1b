/** Events for the notices of chat/presence.ts. */

import { type Emission, emit, onlyUser, othersThan } from "../../chat/emission.ts";
import type { Status, User } from "../../chat/model.ts";
import { isHidden, type PresenceNotice, type PresencePacket } from "../../chat/presence.ts";
import type { Upcoming } from "../../chat/preview.ts";
import { wireUser } from "../../chat/wire.ts";
import { statusChanged, userConnect, userDisconnect } from "../../protocol/events.ts";

/**
 * @param user the member after the change
 * @param options.shown the status that others get after the change, if it differs from the one they have now
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

/** The event for a notice. It has the name of the packet that the notice asks for. */
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
    // The member may come online in this change, which the count does not include yet.
    user_connect: () => emit(userConnect, { user: { ...wireUser(user, state), status } }, to),
    user_disconnect: () => emit(userDisconnect, { username }, to),
    status_get: () =>
      emit(statusChanged, { username, status, global: true }, to, { exceptRequester: answered }),
  };
  return events[packet]() as Emission<Packet>;
}

/** Whether others get a status that differs from the member's own. */
export function looksDifferentToOthers(user: User, state: Upcoming): boolean {
  return isHidden(user.status) || state.shownStatus(user) !== user.status;
}
