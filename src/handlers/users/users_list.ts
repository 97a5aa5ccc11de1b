import { Type } from "@sinclair/typebox";
import { encoded } from "../../actions/outcome.ts";
import { UserObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const usersList = command({
  name: "users_list",
  summary: "Lists all members but banned ones, in the order of joining.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ users: Type.Array(UserObject) }),
  events: [],
  errors: [],
  handler: ({ members, user }) => ({ reply: encoded(members.packet("users_list", user)) }),
});
