/**
 * Limits of the number of threads. No member can fill a forum alone, and some room is kept for members with
 * `manage_threads`.
 */
import type { Channel, User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

/** Why the member may not start another thread in this forum, or null. */
export function tooManyThreads(forum: Channel, user: User, state: State) {
  const threads = state.threadsByActivity(forum.id);
  const manages = hasPermission(user, state.roles.byId, "manage_threads", forum);
  const most = limits.threads + (manages ? limits.threadsForManagers : 0);
  if (threads.length >= most) return fail("too_many", { things: "threads in this channel", limit: most });
  if (manages) return null;
  const own = threads.filter(({ createdBy }) => createdBy === user.id).length;
  if (own < limits.ownThreads) return null;
  return fail("too_many", { things: "threads of yours in this channel", limit: limits.ownThreads });
}
