import { Type } from "@sinclair/typebox";
import { member } from "../../actions/actor.ts";
import { answer } from "../../actions/answer.ts";
import { timeOutMember } from "../../actions/members/time-out.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { accessUser, subordinateErrors } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { rateLimit } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userTimeout = command({
  name: "user_timeout",
  summary:
    "Times a member out for some seconds. Meanwhile they can read, leave and delete their own messages, but do nothing else that others see. 0 lifts it.",
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
  events: [...callEndEvents, rateLimit],
  errors: [...subordinateErrors],
  handler(context, { user: name, timeout }) {
    const { state, user: actor } = context;
    const target = accessUser(name, state);
    if (isFailure(target)) return target;
    const left = Math.ceil(context.timeoutLeft(target) / 1000);
    return answer(timeOutMember(context, member(actor), target, timeout, left), () => ({
      reply: { user: target.username, timeout },
    }));
  },
});
