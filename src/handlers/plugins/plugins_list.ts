import { Type } from "@sinclair/typebox";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";

export const pluginsList = command({
  name: "plugins_list",
  summary: "Lists the plugins, for owners. There are none yet.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ plugins: Type.Object({}, { description: "By name" }) }),
  events: [],
  errors: ["role_required"],
  handler: ({ user, state }) =>
    isOwner(user, state.roles.byId) ? { reply: { plugins: {} } } : fail("role_required", { role: OWNER }),
});
