/** From what presence says (chat/presence.ts) to events. */
import type { User } from "../chat/model.ts";
import { type Emission, emit, onlyUser, othersThan } from "../chat/outcome.ts";
import type { PresenceNotice } from "../chat/presence.ts";
import type { State } from "../chat/state.ts";
import { wireUser } from "../chat/wire.ts";
import { statusChanged, userConnect, userDisconnect } from "../protocol/events.ts";

/**
 * @param user as he is after the change
 * @param answered the connection that asked gets its own status as a reply instead
 */
export function presenceEvents(
  notices: readonly PresenceNotice[],
  user: User,
  state: State,
  answered = false,
): Emission[] {
  return notices.map(({ audience, packet }) => {
    const to = audience === "self" ? onlyUser(user.id) : othersThan(user.id);
    if (packet === "user_connect") return emit(userConnect, { user: connectedUser(user, state) }, to);
    if (packet === "user_disconnect") return emit(userDisconnect, { username: user.username }, to);
    const status = { username: user.username, status: user.status, global: true as const };
    return emit(statusChanged, status, to, { exceptRequester: answered });
  });
}

/** The user object of somebody who is coming online in this very change, so the count may not show it yet. */
function connectedUser(user: User, state: State) {
  return { ...wireUser(user, state), status: user.status };
}
