import { Type } from "@sinclair/typebox";
import { ownRoleEvents, withOwnRoles } from "../../actions/roles/own-roles.ts";
import { accessRole } from "../../chat/access.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** A blocking role wins in channel lists whatever the order, so this is no way around one. */
export const selfRolesReorder = command({
  name: "self_roles_reorder",
  summary: "Puts the user's roles in another order. The first one gives the colour.",
  login: "required",
  timedOut: "refused",
  cost: "self_role",
  order: "exclusive",
  request: Type.Object({
    roles: Type.Array(RoleName, {
      maxItems: limits.ownRoles,
      description: "All of the user's roles, each once",
    }),
  }),
  reply: Type.Object({ roles: Type.Array(Type.String()) }),
  events: [...ownRoleEvents],
  errors: ["role_not_found"],
  handler(context, request) {
    const { state, user } = context;
    const roles = new Set<string>();
    for (const name of request.roles) {
      const role = accessRole({ name }, state);
      if (isFailure(role)) return role;
      roles.add(role.id);
    }
    const isSame = roles.size === request.roles.length && user.roles.every((id) => roles.has(id));
    if (!isSame || roles.size !== user.roles.length) {
      return fail("invalid_field", { field: "roles", problem: "it must name all your roles, each once" });
    }
    return withOwnRoles(context, [...roles], null, (names) => ({ roles: names }));
  },
});
