import { Type } from "@sinclair/typebox";
import { bannedNames, banPermissions } from "../../actions/members/bans.ts";
import { command } from "../command.ts";

export const usersBannedList = command({
  name: "users_banned_list",
  summary: "Lists the names of banned members, in the order in which they joined.",
  login: "required",
  timedOut: "allowed",
  permission: [...banPermissions],
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ users: Type.Array(Type.String()) }),
  events: [],
  errors: [],
  handler: ({ state }) => ({ reply: { users: bannedNames(state.users.values()) } }),
});
