import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { replaceBotToken } from "../../actions/bots/manage.ts";
import { accessUser } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const botTokenReset = command({
  name: "bot_token_reset",
  summary: "Gives a bot a new token, and ends its connections. The token is shown in this answer only.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ user: Type.String({ description: "Username" }), token: Type.String() }),
  events: [],
  errors: ["user_not_found", "not_a_bot", "cannot_act_on_self", "hierarchy"],
  handler(context, request) {
    const target = accessUser(request.user, context.state);
    if (isFailure(target)) return target;
    return answer(replaceBotToken(context, target), ({ result }) => ({
      reply: { user: target.username, token: result },
    }));
  },
});
