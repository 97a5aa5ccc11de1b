/** Changing a role, with the same checks, audit record and events for all commands. */

import { accessManageableRole, roleBeyond } from "../../chat/access.ts";
import { roleLike } from "../../chat/impersonation.ts";
import type { Role } from "../../chat/model.ts";
import { roleName } from "../../chat/names.ts";
import { usesRole } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { wireRole } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import type { AuditAction } from "../../protocol/audit.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { auditChange, given, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { announceRoles } from "./announce.ts";
import { type RoleRequest, systemRoles, withFields } from "./role-changes.ts";
import { storeRoles } from "./store-roles.ts";

/** The errors of `changeRole`. */
export const changeErrors = [
  "role_not_found",
  "hierarchy",
  "role_name_invalid",
  "role_exists",
  "role_protected",
  "cannot_grant",
  "role_not_self_assignable",
] as const;

/**
 * @param which the role, by `id` or `name`
 * @param fields absent ones stay; `name` is the new name
 * @param reply makes the fields of the reply from the changed role
 */
export function changeRole<const Reply extends object>(
  context: ByMember,
  which: { readonly id?: string; readonly name?: string },
  fields: RoleRequest & { readonly name?: string },
  action: AuditAction,
  reply: (role: Role) => Reply,
) {
  const { state, user } = context;
  const role = accessManageableRole(which, user, state);
  if (isFailure(role)) return role;
  const beyond = roleBeyond(role, user, state);
  if (beyond) return beyond;
  const named = withName(role, fields.name, context);
  if (isFailure(named)) return named;
  const after = withFields(named, fields, user, state);
  if (isFailure(after)) return after;

  const renamed = after.name !== role.name;
  const { roles, write } = storeRoles(
    [...state.roles.byId.values()].map((other) => (other.id === role.id ? after : other)),
    state,
  );
  const members = renamed ? [...state.users.values()].filter((member) => member.roles.includes(role.id)) : [];
  const channels = renamed ? state.channels.filter((channel) => usesRole(channel.permissions, role.id)) : [];
  const details = withBefore(given(fields, ["name", ...Object.keys(roleFields)]), wireRole(role));
  return commit(
    audited(
      write,
      // With the old name; the details hold a new one.
      auditChange(context, [role, after], action, role, details),
    ),
    () => ({
      changes: [{ type: "roles", roles }],
      events: announceRoles(state, preview(state, { roles }), members, channels),
      reply: reply(after),
    }),
  );
}

function withName(role: Role, wanted: string | undefined, { state }: ByMember) {
  if (wanted === undefined || wanted === role.name) return role;
  const checked = roleName(wanted);
  if (isFailure(checked)) return checked;
  const { name } = checked;
  if (roleLike(name, state.roles.byId.values(), role.id)) return fail("role_exists");
  if (systemRoles.has(role.name)) return fail("role_protected", { action: "rename", role: role.name });
  return { ...role, name };
}
