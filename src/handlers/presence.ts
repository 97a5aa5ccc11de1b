/** From what presence says (chat/presence.ts) to events. */

import { type Emission, emit, onlyUser, othersThan } from "../chat/emission.ts";
import type { Status, User } from "../chat/model.ts";
import { isHidden, type PresenceNotice } from "../chat/presence.ts";
import type { State } from "../chat/state.ts";
import { wireUser } from "../chat/wire.ts";
import { statusChanged, userConnect, userDisconnect } from "../protocol/events.ts";

/**
 * @param user as he is after the change
 * @param options.shown what others see after the change, if that is not what they see now
 * @param options.answered the connection that asked gets its own status as a reply instead
 */
export function presenceEvents(
  notices: readonly PresenceNotice[],
  user: User,
  state: State,
  options: { readonly shown?: Status; readonly answered?: boolean } = {},
): Emission[] {
  const shown = options.shown ?? state.shownStatus(user);
  return notices.map(({ audience, packet }) => {
    const to = audience === "self" ? onlyUser(user.id) : othersThan(user.id);
    const status = audience === "self" ? user.status : shown;
    // Somebody who is coming online in this very change: the count may not show it yet.
    if (packet === "user_connect")
      return emit(userConnect, { user: { ...wireUser(user, state), status } }, to);
    if (packet === "user_disconnect") return emit(userDisconnect, { username: user.username }, to);
    return emit(statusChanged, { username: user.username, status, global: true }, to, {
      exceptRequester: options.answered ?? false,
    });
  });
}

/** Is what others see of his status something else than he sees himself? */
export function isVeiled(user: User, state: State): boolean {
  return isHidden(user.status) || state.shownStatus(user) !== user.status;
}
