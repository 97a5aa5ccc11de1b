import { Type } from "@sinclair/typebox";
import { accessUser } from "../../chat/access.ts";
import { colorOf, roleNames } from "../../chat/wire.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userRolesGet = command({
  name: "user_roles_get",
  summary: "Gets a member's roles and colour.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({
    user: Type.String(),
    roles: Type.Array(Type.String()),
    color: Type.Union([Type.String(), Type.Null()]),
  }),
  events: [],
  errors: ["user_not_found"],
  handler({ state }, request) {
    const target = accessUser(request.user, state);
    if (isFailure(target)) return target;
    return {
      reply: { user: target.username, roles: roleNames(target, state), color: colorOf(target, state) },
    };
  },
});
