import { Type } from "@sinclair/typebox";
import { isSelfAssignable } from "../../actions/roles/role-changes.ts";
import { wireRole } from "../../chat/wire.ts";
import { RoleObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const selfRolesList = command({
  name: "self_roles_list",
  summary: "Lists the self-assignable roles, highest first, and which of them the caller has.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({
    roles: Type.Array(Type.Object({ ...RoleObject.properties, assigned: Type.Boolean() })),
  }),
  events: [],
  errors: [],
  handler: ({ state, user }) => ({
    reply: {
      roles: [...state.roles.byId.values()]
        .filter(isSelfAssignable)
        .map((role) => ({ ...wireRole(role), assigned: user.roles.includes(role.id) })),
    },
  }),
});
