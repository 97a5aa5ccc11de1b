import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { changeErrors, changeRole } from "../../actions/roles/change.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** Not announced in `capabilities`, as in the reference server. */
export const roleSet = command({
  name: "role_set",
  summary:
    "Changes a role below the actor's own, like `role_update` with the changes in `data`. A `position` there is ignored; `role_reorder` moves roles.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  capability: null,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    id: Type.Optional(RoleName),
    name: Type.Optional(RoleName),
    data: Type.Object(
      {
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "The new name" })),
        ...roleFields,
      },
      { minProperties: 1 },
    ),
  }),
  reply: Type.Object({ id: Type.String(), name: Type.String(), updated: Type.Literal(true) }),
  events: [...roleEvents],
  errors: [...changeErrors],
  handler: (context, { data, ...which }) =>
    changeRole(context, which, data, "role_update", (role) => ({
      id: role.id,
      name: role.name,
      updated: true,
    })),
});
