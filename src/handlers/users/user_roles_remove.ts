import { assignRoles } from "../../actions/members/assign-roles.ts";
import { command } from "../command.ts";
import { assignment } from "./role-assignment.ts";

export const userRolesRemove = command({
  name: "user_roles_remove",
  ...assignment,
  summary: "Removes roles from a member. The roles and the member must be below the actor.",
  handler: (context, request) =>
    assignRoles(context, request, (had, named) => had.filter((id) => !named.includes(id))),
});
