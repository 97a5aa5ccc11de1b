import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { createRole } from "../../actions/roles/create.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import { command } from "../command.ts";

export const roleCreate = command({
  name: "role_create",
  summary:
    "Adds a role. An owner's role is right above the roles of newcomers. A role of another member is at the bottom of the list, where its holders act on nobody, until an owner moves it up (`role_reorder`). The role can have only permissions that the actor holds.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({
      maxLength: 200,
      description: "1-32 characters; no other role has a name that looks like it",
    }),
    ...roleFields,
  }),
  reply: Type.Object({ id: Type.String(), name: Type.String() }),
  events: [...roleEvents],
  errors: ["role_name_invalid", "role_exists", "too_many", "cannot_grant", "role_not_self_assignable"],
  handler: (context, request) => createRole(context, request),
});
