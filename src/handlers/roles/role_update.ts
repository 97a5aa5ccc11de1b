import { Type } from "@sinclair/typebox";
import { mayManageRole } from "../../chat/hierarchy.ts";
import { roleName } from "../../chat/names.ts";
import { usesRole } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { changeRoles } from "../../db/roles.ts";
import { commit } from "../../db/store.ts";
import { fail } from "../../protocol/errors.ts";
import { RoleName } from "../access.ts";
import { command } from "../command.ts";
import { announceRoles, roleEvents } from "./announce.ts";
import { namedRole, roleFields, systemRoles, withFields } from "./role-fields.ts";

/** 02 §5.4. */
export const roleUpdate = command({
  name: "role_update",
  summary: "Changes a role below the actor's own. With `id` and `name`, `name` is the new name.",
  login: "required",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    id: Type.Optional(RoleName),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...roleFields,
  }),
  reply: Type.Object({ id: Type.String(), name: Type.String(), updated: Type.Literal(true) }),
  events: [...roleEvents],
  errors: [
    "role_not_found",
    "hierarchy",
    "role_name_invalid",
    "role_exists",
    "role_protected",
    "cannot_grant",
    "role_not_self_assignable",
  ],
  handler({ state, user }, request) {
    const role = namedRole(request, state);
    if ("code" in role) return role;
    if (!mayManageRole(user, role, state.roles.byId))
      return fail("hierarchy", { target: `the role '${role.name}'` });

    const renamed = request.id !== undefined && request.name !== undefined && request.name !== role.name;
    const checked = renamed ? roleName(request.name ?? "") : { name: role.name };
    if ("failure" in checked) return checked.failure;
    const { name } = checked;
    if (renamed) {
      const holder = state.roles.byName.get(name.toLowerCase());
      if (holder && holder.id !== role.id) return fail("role_exists");
      if (systemRoles.has(role.name)) return fail("role_protected", { action: "rename", role: role.name });
    }
    const after = withFields({ ...role, name }, request, user, state);
    if ("code" in after) return after;

    const roles = [...state.roles.byId.values()].map((other) => (other.id === role.id ? after : other));
    const members = renamed
      ? [...state.users.values()].filter((member) => member.roles.includes(role.id))
      : [];
    const channels = renamed
      ? state.channels.filter((channel) => usesRole(channel.permissions, role.id))
      : [];
    return commit(changeRoles({ roles: [after], removed: [], users: [], channels: [] }), () => ({
      changes: [{ type: "roles", roles }],
      events: announceRoles(preview(state, { roles }), members, channels),
      reply: { id: role.id, name, updated: true },
    }));
  },
});
