import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { timeoutEvent } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { accessSubordinate, subordinateErrors } from "../../chat/access.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { isFailure } from "../../protocol/errors.ts";
import { rateLimit } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const rateLimitReset = command({
  name: "rate_limit_reset",
  summary: "Gives a member below the actor their full message allowance back, and lifts a timeout.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ user: Type.String(), val: Type.String() }),
  events: [rateLimit],
  errors: [...subordinateErrors],
  handler(context, request) {
    const { state, user: actor, timeoutLeft } = context;
    const target = accessSubordinate(request.user, actor, state);
    if (isFailure(target)) return target;
    const wasMuted = timeoutLeft(target) > 0;
    const after = { ...target, timeoutUntil: null };
    const record = auditRecord(context, "rate_limit_reset", target);
    return commit(audited(updateUsers({ users: [after] }), record), () => ({
      changes: [{ type: "users", users: [after] }],
      events: wasMuted ? [timeoutEvent(target.id, 0)] : [],
      reply: { user: target.username, val: `${target.username} may write again` },
      effects: [{ kind: "message_limit_reset", user: target.id }],
    }));
  },
});
