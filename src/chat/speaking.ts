/** Why members may not write now in a place where they may write at other times. */

import { fail } from "../protocol/errors.ts";
import type { Thread, User } from "./model.ts";
import { hasPermission } from "./permissions.ts";
import type { State } from "./state.ts";

/** Why this user may not write in the thread now, or null: only holders of `manage_threads` write in a locked one. */
export function lockedThread(thread: Thread, user: User, state: State) {
  if (!thread.locked || hasPermission(user, state.roles.byId, "manage_threads")) return null;
  return fail("thread_locked");
}

/**
 * Why a member may not write now, or null.
 *
 * @param left milliseconds of their timeout
 */
export function timedOut(left: number) {
  const wait = Math.ceil(left);
  return wait > 0 ? { ...fail("timed_out", { seconds: Math.ceil(wait / 1000) }), retryAfter: wait } : null;
}
