/** The part of the audit log that a member may read. */
import type { User } from "../../chat/model.ts";
import { hasPermission, isOwner, visibleChannels } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import type { AuditSight } from "../../db/audit-log.ts";

export const auditPermissions = ["view_audit_log", "manage_users"] as const;

/**
 * Members with `manage_users` see entries about users. Members who may read the log see the other categories too. Nobody
 * but owners sees entries about channels out of their sight, which includes deleted channels.
 */
export function auditSight(user: User, state: State): AuditSight {
  const roles = state.roles.byId;
  return {
    categories: hasPermission(user, roles, "view_audit_log") ? null : ["user_moderation"],
    channels: isOwner(user, roles) ? null : visibleChannels(user, state).map(({ id }) => id),
  };
}
