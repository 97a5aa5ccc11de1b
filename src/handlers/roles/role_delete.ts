import { Type } from "@sinclair/typebox";
import { auditRecord, given } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { announceRoles, roleEvents } from "../../actions/roles/announce.ts";
import { systemRoles } from "../../actions/roles/role-changes.ts";
import { accessRole, roleOutOfReach } from "../../chat/access.ts";
import { mayView, usesRole } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { wireRole } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { changeRoles } from "../../db/roles.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** 02 §5.6. */
export const roleDelete = command({
  name: "role_delete",
  summary:
    "Deletes a role below the actor's own and takes it from its members. Not while a channel's list names it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: Type.Optional(RoleName), name: Type.Optional(RoleName) }),
  reply: Type.Object({ id: Type.String(), name: Type.String(), deleted: Type.Literal(true) }),
  events: [...roleEvents],
  errors: ["role_not_found", "hierarchy", "role_protected", "role_in_use", "role_in_use_out_of_sight"],
  handler(context, request) {
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
  },
});
