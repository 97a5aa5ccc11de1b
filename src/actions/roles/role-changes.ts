/** How the fields of a role are checked and changed. */
import { mayGrant } from "../../chat/hierarchy.ts";
import type { Role, User } from "../../chat/model.ts";
import { codePoints, description, optionalName, roleColor, roleGradient } from "../../chat/names.ts";
import type { State } from "../../chat/state.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { isPermission, managementPermissions } from "../../protocol/permissions.ts";

/** Can't be renamed or deleted. */
export const systemRoles: ReadonlySet<string> = new Set(["owner", "admin", "user"]);
/** Can never be self-assignable. */
const neverSelfAssignable: ReadonlySet<string> = new Set(["owner", "admin", "moderator"]);

export interface RoleRequest {
  readonly description?: string | null;
  readonly color?: string | null;
  readonly gradient?: readonly string[] | null;
  readonly hoisted?: boolean;
  readonly self_assignable?: boolean;
  readonly permissions?: readonly string[] | null;
  readonly category?: string | null;
}

/** The role with the request's fields, if the actor may make it so. Absent fields stay. */
export function withFields(role: Role, request: RoleRequest, actor: User, state: State) {
  const color = request.color === undefined ? { color: role.color } : roleColor(request.color);
  if (isFailure(color)) return color;
  const gradient =
    request.gradient === undefined ? { gradient: role.gradient } : roleGradient(request.gradient);
  if (isFailure(gradient)) return gradient;
  const texts = {
    description: description(request.description ?? null),
    category: optionalName(request.category ?? null),
  };
  for (const [field, limit] of [
    ["description", limits.roleDescription],
    ["category", limits.roleCategory],
  ] as const) {
    if (codePoints(texts[field] ?? "") > limit) {
      return fail("invalid_field", { field, problem: `at most ${limit} characters` });
    }
  }
  const permissions = request.permissions
    ? [...new Set(request.permissions)].filter((id) => isPermission(id) || role.permissions.includes(id))
    : role.permissions;
  const added = permissions.filter((id) => !role.permissions.includes(id));
  const denied = mayGrant(actor, added, state.roles.byId);
  if (denied !== null) return fail("cannot_grant", { permission: denied });

  const after: Role = {
    ...role,
    // As in the reference server, null is ignored here, and clears the other fields.
    description: typeof request.description === "string" ? texts.description : role.description,
    color: color.color,
    gradient: gradient.gradient,
    hoisted: request.hoisted ?? role.hoisted,
    selfAssignable: request.self_assignable ?? role.selfAssignable,
    permissions,
    category: request.category === undefined ? role.category : texts.category,
  };
  return after.selfAssignable && !mayBeSelfAssigned(after) ? fail("role_not_self_assignable") : after;
}

/** Whether the role may be self-assignable: no system role, and none with power over others or the server. */
export function mayBeSelfAssigned(role: Role): boolean {
  const manages = role.permissions.some((id) => isPermission(id) && managementPermissions.has(id));
  return !manages && !neverSelfAssignable.has(role.name.toLowerCase());
}

/** Whether members may take the role. Checked again, since imports and hand edits can mark a powerful role. */
export function isSelfAssignable(role: Role): boolean {
  return role.selfAssignable && mayBeSelfAssigned(role);
}
