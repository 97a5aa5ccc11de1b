import { Type } from "@sinclair/typebox";
import { ownRoleEvents, withOwnRoles } from "../../actions/roles/own-roles.ts";
import { isSelfAssignable } from "../../actions/roles/role-changes.ts";
import { accessRole } from "../../chat/access.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

export const selfRoleRemove = command({
  name: "self_role_remove",
  summary: "Gives up a self-assignable role.",
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
  errors: ["role_not_found", "role_not_yours_to_take", "role_not_held"],
  handler(context, request) {
    const { state, user } = context;
    const role = accessRole({ name: request.role }, state);
    if (isFailure(role)) return role;
    // Members can't remove a role that a moderator gave, to mute them for example.
    if (!isSelfAssignable(role)) return fail("role_not_yours_to_take");
    if (!user.roles.includes(role.id)) return fail("role_not_held");
    const roles = user.roles.filter((id) => id !== role.id);
    return withOwnRoles(context, roles, { action: "self_role_remove", role }, (names) => ({
      role: role.name,
      success: true,
      roles: names,
    }));
  },
});
