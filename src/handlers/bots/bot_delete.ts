import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { deleteBot } from "../../actions/bots/manage.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { accessUser } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const botDelete = command({
  name: "bot_delete",
  summary: "Deletes a bot, and ends its connections. What it wrote stays.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ user: Type.String({ description: "Username" }), deleted: Type.Literal(true) }),
  events: [...callEndEvents, userLeave],
  errors: ["user_not_found", "not_a_bot", "cannot_act_on_self", "hierarchy", "member_banned"],
  handler(context, request) {
    const target = accessUser(request.user, context.state);
    if (isFailure(target)) return target;
    return answer(deleteBot(context, target), () => ({ reply: { user: target.username, deleted: true } }));
  },
});
