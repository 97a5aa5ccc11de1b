import { Type } from "@sinclair/typebox";
import { auditChange, withBefore } from "../../actions/audit.ts";
import { timeoutEvent } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { accessSubordinate, subordinateErrors } from "../../chat/access.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { isFailure } from "../../protocol/errors.ts";
import { rateLimit } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userTimeout = command({
  name: "user_timeout",
  summary:
    "Times a member out for some seconds: they can read, leave, and delete own messages, and nothing else that others see. 0 lifts it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_users",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    user: UserName,
    timeout: Type.Integer({ minimum: 0, maximum: limits.timeout, description: "Seconds" }),
  }),
  reply: Type.Object({ user: Type.String(), timeout: Type.Integer() }),
  events: [rateLimit],
  errors: [...subordinateErrors],
  handler(context, { user: name, timeout }) {
    const { state, user: actor, now } = context;
    const target = accessSubordinate(name, actor, state);
    if (isFailure(target)) return target;
    const after = { ...target, timeoutUntil: timeout === 0 ? null : now / 1000 + timeout };
    const left = Math.ceil(context.timeoutLeft(target) / 1000);
    const details = withBefore({ timeout }, { timeout: left });
    const record = auditChange(context, [target, after], "user_timeout", target, details);
    return commit(audited(updateUsers({ users: [after] }), record), () => ({
      changes: [{ type: "users", users: [after] }],
      events: [timeoutEvent(target.id, timeout * 1000)],
      reply: { user: target.username, timeout },
    }));
  },
});
