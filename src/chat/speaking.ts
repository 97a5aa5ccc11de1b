/** Why somebody may not write now, though he may write there at other times. */

import { fail } from "../protocol/errors.ts";
import type { Thread, User } from "./model.ts";
import { hasPermission } from "./permissions.ts";
import type { State } from "./state.ts";

/** Why nobody but holders of `manage_threads` may write in this thread now, or null (04 §1). */
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
