import { Type } from "@sinclair/typebox";
import { encoded } from "../../actions/outcome.ts";
import { UserObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

/** Not announced, see compatibility.md#capabilities-decide. */
export const usersOnline = command({
  name: "users_online",
  summary: "Lists the members who are online and not hidden, each once.",
  login: "required",
  timedOut: "allowed",
  capability: null,
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ users: Type.Array(UserObject) }),
  events: [],
  errors: [],
  handler: ({ members, user }) => ({ reply: encoded(members.packet("users_online", user)) }),
});
