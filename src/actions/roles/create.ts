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
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { announceRoles } from "./announce.ts";
import type { RoleRequest } from "./role-changes.ts";
import { withFields } from "./role-changes.ts";
import { storeRoles } from "./store-roles.ts";

export function createRole(context: ByMember, request: RoleRequest & { readonly name: string }) {
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
}

/** The place of a new role. For owners it is above newcomers' roles, so that its holders can act on ordinary members. */
function placeOf(roles: readonly Role[], { state, user, config }: ByMember): number {
  const bottom = 1 + Math.max(-1, ...roles.map(({ position }) => position));
  if (!isOwner(user, state.roles.byId)) return bottom;
  const newcomers = newcomerRoles(config.DB.users.default.roles, state.roles);
  const ordinary = newcomers.filter(({ name }) => !ownersOnly.has(name));
  return Math.min(bottom, ...ordinary.map(({ position }) => position));
}

function movedDown(role: Role, from: number): Role {
  return role.position < from ? role : { ...role, position: role.position + 1 };
}
