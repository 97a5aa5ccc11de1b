import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { deleteRole } from "../../actions/roles/delete.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

export const roleDelete = command({
  name: "role_delete",
  summary:
    "Deletes a role below the actor's own and removes it from its members. Refused while a channel's list names it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: Type.Optional(RoleName), name: Type.Optional(RoleName) }),
  reply: Type.Object({ id: Type.String(), name: Type.String(), deleted: Type.Literal(true) }),
  events: [...roleEvents],
  errors: ["role_not_found", "hierarchy", "role_protected", "role_in_use", "role_in_use_out_of_sight"],
  handler: (context, request) => deleteRole(context, request),
});
