/** How a request names a thread, who may change it, what is recorded of it, and what it is by now. */

import type { Thread, User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { Place } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { AuditRecord } from "../../db/audit.ts";
import type { AuditAction } from "../../protocol/audit.ts";
import { fail } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import type { InThread } from "../world.ts";

/** Why somebody may not change this thread, or null: it is its creator's, or for `manage_threads`. */
export function notTheirs(action: string, thread: Thread, user: User, state: State) {
  if (thread.createdBy === user.id || hasPermission(user, state.roles.byId, "manage_threads")) return null;
  return fail("thread_denied", { action });
}

/** The record of what is done to somebody else's thread; of an own one there is none. */
export function threadRecord(
  context: InThread,
  action: Extract<AuditAction, `thread_${string}`>,
  details: AuditRecord["details"] = {},
): AuditRecord | null {
  const { thread, channel, user } = context;
  if (thread.createdBy === user.id) return null;
  const target = { id: thread.id, name: thread.name };
  return auditRecord(context, action, target, { channel: channel.name, ...details });
}

/** The thread as it is now; a deletion may have overtaken the request. */
export function threadNow({ room }: Pick<Place, "room">, state: State) {
  return state.threadOfRoom(room) ?? fail("thread_not_found");
}
