import { accessRole, roleOutOfReach } from "../../chat/access.ts";
import { mayView, usesRole } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { wireRole } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { changeRoles } from "../../db/roles.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { auditRecord, given } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { announceRoles } from "./announce.ts";
import { systemRoles } from "./role-changes.ts";

/** @param request the role, by `id` or `name` */
export function deleteRole(context: ByMember, request: { readonly id?: string; readonly name?: string }) {
  const { state, user } = context;
  const role = accessRole(request, state);
  if (isFailure(role)) return role;
  if (systemRoles.has(role.name)) return fail("role_protected", { action: "delete", role: role.name });
  const refused = roleOutOfReach(role, user, state);
  if (refused) return refused;
  const inUse = state.channels.filter((channel) => usesRole(channel.permissions, role.id));
  const inSight = inUse.find((channel) => mayView(user, channel, state));
  if (inSight) return fail("role_in_use", { channel: inSight.name });
  if (inUse.length > 0) return fail("role_in_use_out_of_sight");

  const roles = [...state.roles.byId.values()]
    .filter((other) => other.id !== role.id)
    .map((other) => ({
      ...other,
      mentionableBy: other.mentionableBy?.filter((id) => id !== role.id) ?? null,
    }));
  const members = [...state.users.values()]
    .filter((member) => member.roles.includes(role.id))
    .map((member) => ({ ...member, roles: member.roles.filter((id) => id !== role.id) }));
  const change = changeRoles({ roles, removed: [role.id], users: members, channels: [] });
  const details = { before: given(wireRole(role), Object.keys(roleFields)) };
  return commit(audited(change, auditRecord(context, "role_delete", role, details)), () => ({
    changes: [
      { type: "users", users: members },
      { type: "roles", roles },
    ],
    events: announceRoles(state, preview(state, { roles }), members, []),
    reply: { id: role.id, name: role.name, deleted: true },
  }));
}
