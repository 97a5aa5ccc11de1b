import { assignRoles } from "../../actions/members/assign-roles.ts";
import { command } from "../command.ts";
import { assignment } from "./role-assignment.ts";

export const userRolesAdd = command({
  name: "user_roles_add",
  ...assignment,
  summary:
    "Gives a member more roles, behind those he has. They, and the member, must stand below the actor.",
  handler: (context, request) =>
    assignRoles(context, request, (had, named) => [...new Set([...had, ...named])]),
});
