import { Type } from "@sinclair/typebox";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";

export const pluginsReload = command({
  name: "plugins_reload",
  summary: "Reloads plugins, for owners. It fails while there are none.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  request: Type.Object({
    plugin: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], { description: "Default: all" }),
    ),
  }),
  reply: Type.Object({ val: Type.String() }),
  events: [],
  errors: ["role_required", "plugin_not_found"],
  handler: ({ user, state }) =>
    isOwner(user, state.roles.byId) ? fail("plugin_not_found") : fail("role_required", { role: OWNER }),
});
