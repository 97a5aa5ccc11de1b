import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { changeErrors, changeRole } from "../../actions/roles/change.ts";
import { PermissionList } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** Not announced in `capabilities`, as in the reference server. */
export const rolePermissionsSet = command({
  name: "role_permissions_set",
  summary:
    "Replaces the permissions of a role below the actor's own. Only permissions that the actor holds can be added.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  capability: null,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    id: Type.Optional(RoleName),
    name: Type.Optional(RoleName),
    permissions: PermissionList,
  }),
  reply: Type.Object({
    id: Type.String(),
    name: Type.String(),
    permissions: Type.Array(Type.String()),
    updated: Type.Literal(true),
  }),
  events: [...roleEvents],
  errors: [...changeErrors],
  handler: (context, { permissions, ...which }) =>
    changeRole(context, which, { permissions }, "role_permissions_set", (role) => ({
      id: role.id,
      name: role.name,
      permissions: role.permissions,
      updated: true,
    })),
});
