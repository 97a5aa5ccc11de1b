import { assignRoles } from "../../actions/members/assign-roles.ts";
import { command } from "../command.ts";
import { assignment } from "./role-assignment.ts";

export const userRolesAdd = command({
  name: "user_roles_add",
  ...assignment,
  summary:
    "Gives a member further roles, after those that they have. The roles and the member must be below the actor.",
  handler: (context, request) =>
    assignRoles(context, request, (had, named) => [...new Set([...had, ...named])]),
});
