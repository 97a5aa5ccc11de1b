import { assignRoles } from "../../actions/members/assign-roles.ts";
import { command } from "../command.ts";
import { assignment } from "./role-assignment.ts";

export const userRolesSet = command({
  name: "user_roles_set",
  ...assignment,
  summary: "Replaces a member's roles. Every added or removed role, and the member, must be below the actor.",
  handler: (context, request) => assignRoles(context, request, (_had, named) => named),
});
