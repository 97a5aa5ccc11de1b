import { Type } from "@sinclair/typebox";
import { encoded } from "../../actions/outcome.ts";
import { UserObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

/** 02 §3.2. Not announced: clients that know `status` from `users_list` don't need it (09). */
export const usersOnline = command({
  name: "users_online",
  summary: "Members who are online and do not hide, one entry each.",
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
