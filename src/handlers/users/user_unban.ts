import { Type } from "@sinclair/typebox";
import { member } from "../../actions/actor.ts";
import { answer } from "../../actions/answer.ts";
import { unbanMember } from "../../actions/members/ban.ts";
import { banPermissions, freshList } from "../../actions/members/bans.ts";
import { accessUser } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { bannedList, userJoin } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userUnban = command({
  name: "user_unban",
  summary: "Lifts a ban. Others see the member come back, offline; the actor gets a new `users_banned_list`.",
  login: "required",
  timedOut: "refused",
  permission: [...banPermissions],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({
    user: Type.String(),
    unbanned: Type.Boolean({ description: "false: not banned, or no member has that name" }),
  }),
  events: [userJoin, bannedList],
  errors: ["cannot_act_on_self", "hierarchy"],
  handler(context, request) {
    const { state, user: actor } = context;
    const target = accessUser(request.user, state);
    if (isFailure(target)) return { reply: { user: request.user, unbanned: false } };
    return answer(unbanMember(context, member(actor), target), ({ result: { user, changed } }) => ({
      reply: { user: user.username, unbanned: changed },
      ...(changed && { afterwards: [freshList(actor, user, state)] }),
    }));
  },
});
