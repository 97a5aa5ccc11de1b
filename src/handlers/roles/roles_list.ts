import { Type } from "@sinclair/typebox";
import { encoded } from "../../actions/outcome.ts";
import { RoleMap } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const rolesList = command({
  name: "roles_list",
  summary: "Lists all roles by name, under two keys for different clients.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ roles: RoleMap, val: RoleMap }),
  events: [],
  errors: [],
  handler: ({ members }) => ({ reply: encoded(members.roles()) }),
});
