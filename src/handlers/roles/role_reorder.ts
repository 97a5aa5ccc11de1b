import { Type } from "@sinclair/typebox";
import { roleEvents } from "../../actions/roles/announce.ts";
import { reorderRoles } from "../../actions/roles/reorder.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

export const roleReorder = command({
  name: "role_reorder",
  summary:
    "Puts roles in the given order, highest first. Roles that are not named follow in their earlier order. `owner` is always first, and members who are no owners move only roles below their own.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ roles: Type.Array(RoleName, { minItems: 1, maxItems: limits.roles }) }),
  reply: Type.Object({
    // The official client rebuilds its table from this list, and drops roles that aren't in it.
    roles: Type.Array(Type.String(), { description: "Names of all roles in their new order" }),
  }),
  events: [...roleEvents],
  errors: ["role_unknown", "hierarchy"],
  handler: (context, request) => reorderRoles(context, request),
});
