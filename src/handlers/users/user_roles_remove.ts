import { assignRoles } from "../../actions/members/assign-roles.ts";
import { command } from "../command.ts";
import { assignment } from "./role-assignment.ts";

export const userRolesRemove = command({
  name: "user_roles_remove",
  ...assignment,
  summary: "Takes roles from a member. They, and the member, must stand below the actor.",
  handler: (context, request) =>
    assignRoles(context, request, (had, named) => had.filter((id) => !named.includes(id))),
});
