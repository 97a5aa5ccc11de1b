import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { announceRoles, roleEvents } from "../../actions/roles/announce.ts";
import { withFields } from "../../actions/roles/role-changes.ts";
import { storeRoles } from "../../actions/roles/store-roles.ts";
import { blankRole } from "../../chat/blank-role.ts";
import { ownersOnly } from "../../chat/hierarchy.ts";
import { roleLike } from "../../chat/impersonation.ts";
import type { Role } from "../../chat/model.ts";
import { roleName } from "../../chat/names.ts";
import { newcomerRoles } from "../../chat/new-member.ts";
import { isOwner } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";

export const roleCreate = command({
  name: "role_create",
  summary:
    "Adds a role: an owner's right above the roles of newcomers, others' at the bottom of the list, where its holders act on nobody until an owner moves it up (`role_reorder`). It may get only permissions that the actor holds.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({
      maxLength: 200,
      description: "1-32 characters; no other role has a name that looks like it",
    }),
    ...roleFields,
  }),
  reply: Type.Object({ id: Type.String(), name: Type.String() }),
  events: [...roleEvents],
  errors: ["role_name_invalid", "role_exists", "too_many", "cannot_grant", "role_not_self_assignable"],
  handler(context, request) {
    const { state, user, newId } = context;
    const checked = roleName(request.name);
    if (isFailure(checked)) return checked;
    const { name } = checked;
    const roles = [...state.roles.byId.values()];
    if (roleLike(name, roles)) return fail("role_exists");
    if (roles.length >= limits.roles) return fail("too_many", { things: "roles", limit: limits.roles });
    const position = placeOf(roles, context);
    const role = withFields(blankRole(newId(), name, position), request, user, state);
    if (isFailure(role)) return role;
    const { roles: after, write } = storeRoles(
      [...roles.map((other) => movedDown(other, position)), role],
      state,
    );
    const { color, permissions } = role;
    return commit(audited(write, auditRecord(context, "role_create", role, { color, permissions })), () => ({
      changes: [{ type: "roles", roles: after }],
      events: announceRoles(state, preview(state, { roles: after }), [], []),
      reply: { id: role.id, name },
    }));
  },
});

/** Where a new role stands: for an owner above what newcomers get, so that its holders can act on ordinary members. */
function placeOf(roles: readonly Role[], { state, user, config }: Context): number {
  const bottom = 1 + Math.max(-1, ...roles.map(({ position }) => position));
  if (!isOwner(user, state.roles.byId)) return bottom;
  const newcomers = newcomerRoles(config.DB.users.default.roles, state.roles);
  const ordinary = newcomers.filter(({ name }) => !ownersOnly.has(name));
  return Math.min(bottom, ...ordinary.map(({ position }) => position));
}

function movedDown(role: Role, from: number): Role {
  return role.position < from ? role : { ...role, position: role.position + 1 };
}
