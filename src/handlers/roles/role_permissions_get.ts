import { Type } from "@sinclair/typebox";
import { accessRole } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** Not announced in `capabilities`, as in the reference server. */
export const rolePermissionsGet = command({
  name: "role_permissions_get",
  summary: "Gets the permissions of a role.",
  login: "required",
  timedOut: "allowed",
  capability: null,
  cost: "read",
  request: Type.Object({ id: Type.Optional(RoleName), name: Type.Optional(RoleName) }),
  reply: Type.Object({ id: Type.String(), name: Type.String(), permissions: Type.Array(Type.String()) }),
  events: [],
  errors: ["role_not_found"],
  handler({ state }, request) {
    const role = accessRole(request, state);
    if (isFailure(role)) return role;
    return { reply: { id: role.id, name: role.name, permissions: role.permissions } };
  },
});
