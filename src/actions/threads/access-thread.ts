/** Finds threads for requests, and checks who may change them. */

import type { Thread, User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { Place } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { AuditRecord } from "../../db/audit.ts";
import type { AuditAction } from "../../protocol/audit.ts";
import { fail } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import type { InThread } from "../world.ts";

/** Why the member may not change this thread, or null. Its creator and members with `manage_threads` may. */
export function refuseOthers(action: string, thread: Thread, user: User, state: State) {
  if (thread.createdBy === user.id || hasPermission(user, state.roles.byId, "manage_threads")) return null;
  return fail("thread_denied", { action });
}

/** The audit record of a change to another member's thread; null for an own one. */
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

/** The thread as it is now. It may have been deleted during the request. */
export function threadNow({ room }: Pick<Place, "room">, state: State) {
  return state.threadOfRoom(room) ?? fail("thread_not_found");
}
