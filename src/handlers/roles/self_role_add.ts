import { Type } from "@sinclair/typebox";
import { ownRoleEvents, withOwnRoles } from "../../actions/roles/own-roles.ts";
import { isSelfAssignable } from "../../actions/roles/role-changes.ts";
import { accessRole } from "../../chat/access.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

export const selfRoleAdd = command({
  name: "self_role_add",
  summary: "Takes a self-assignable role. It follows the roles that the user has.",
  login: "required",
  timedOut: "refused",
  cost: "self_role",
  order: "exclusive",
  request: Type.Object({ role: RoleName }),
  reply: Type.Object({
    role: Type.String({ description: "Its name" }),
    success: Type.Literal(true),
    roles: Type.Array(Type.String(), { description: "All of the user's roles" }),
  }),
  events: [...ownRoleEvents],
  errors: ["role_not_found", "role_not_yours_to_take", "role_held", "too_many"],
  handler(context, request) {
    const { state, user } = context;
    const role = accessRole({ name: request.role }, state);
    if (isFailure(role)) return role;
    if (!isSelfAssignable(role)) return fail("role_not_yours_to_take");
    if (user.roles.includes(role.id)) return fail("role_held");
    if (user.roles.length >= limits.ownRoles)
      return fail("too_many", { things: "roles", limit: limits.ownRoles });
    return withOwnRoles(context, [...user.roles, role.id], { action: "self_role_add", role }, (roles) => ({
      role: role.name,
      success: true,
      roles,
    }));
  },
});
