/** Who may read what of the audit log (02 §8). */
import type { User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import type { AuditCategory } from "../../protocol/audit.ts";

export const auditPermissions = ["view_audit_log", "manage_users"] as const;

/** Who manages users sees what happened to users; all of it, null, is for who may read the whole log. */
export function readableCategories(user: User, state: State): readonly AuditCategory[] | null {
  return hasPermission(user, state.roles.byId, "view_audit_log") ? null : ["user_moderation"];
}
