import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { changeErrors, changeRole } from "../../actions/roles/change.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

export const roleUpdate = command({
  name: "role_update",
  summary: "Changes a role below the actor's own. With `id` and `name`, `name` is the new name.",
  login: "required",
  timedOut: "refused",
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
  errors: [...changeErrors],
  handler(context, { name, ...fields }) {
    const isRename = fields.id !== undefined && name !== undefined;
    return changeRole(
      context,
      { ...(fields.id !== undefined && { id: fields.id }), ...(name !== undefined && { name }) },
      { ...fields, ...(isRename && { name }) },
      "role_update",
      (role) => ({ id: role.id, name: role.name, updated: true }),
    );
  },
});
