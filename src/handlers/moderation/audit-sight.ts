/** Who may read what of the audit log. */
import type { User } from "../../chat/model.ts";
import { hasPermission, isOwner, visibleChannels } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import type { AuditSight } from "../../db/audit-log.ts";

export const auditPermissions = ["view_audit_log", "manage_users"] as const;

/**
 * Who manages users sees what happened to users, who may read the log the other categories too; but nobody what it
 * tells about channels out of his sight. A deleted channel is out of everybody's: only owners see all.
 */
export function auditSight(user: User, state: State): AuditSight {
  const roles = state.roles.byId;
  return {
    categories: hasPermission(user, roles, "view_audit_log") ? null : ["user_moderation"],
    channels: isOwner(user, roles) ? null : visibleChannels(user, state).map(({ id }) => id),
  };
}
