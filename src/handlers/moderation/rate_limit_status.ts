import { Type } from "@sinclair/typebox";
import { accessUser } from "../../chat/access.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const rateLimitStatus = command({
  name: "rate_limit_status",
  summary: "Gets how much of the message allowance is used. That of another member needs `manage_server`.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({
    user: Type.Optional(Type.Union([UserName, Type.Null()], { description: "Default: the caller" })),
  }),
  reply: Type.Object({
    user: Type.String(),
    status: Type.Object({
      messages_this_minute: Type.Integer(),
      messages_per_minute_limit: Type.Integer(),
      recent_messages: Type.Integer({ description: "In the last 10 s" }),
      burst_limit: Type.Integer(),
      cooldown_remaining: Type.Integer({ description: "Seconds" }),
      timeout_remaining: Type.Integer({ description: "Seconds; 0 = not timed out" }),
    }),
  }),
  events: [],
  errors: ["user_not_found", "permission_required", "limits_off"],
  handler({ state, user, config, messageLimits, timeoutLeft }, request) {
    const target = accessUser(request.user ?? user.id, state);
    if (isFailure(target)) return target;
    if (target.id !== user.id && !hasPermission(user, state.roles.byId, "manage_server")) {
      return fail("permission_required", { permission: "manage_server" });
    }
    if (!config.rate_limiting.enabled) return fail("limits_off");
    const timeout_remaining = Math.ceil(timeoutLeft(target) / 1000);
    return {
      reply: { user: target.username, status: { ...messageLimits.status(target.id), timeout_remaining } },
    };
  },
});
