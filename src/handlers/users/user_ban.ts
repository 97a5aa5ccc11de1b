import { Type } from "@sinclair/typebox";
import { member } from "../../actions/actor.ts";
import { answer } from "../../actions/answer.ts";
import { banEvents, banMember } from "../../actions/members/ban.ts";
import { banPermissions, freshList } from "../../actions/members/bans.ts";
import { accessUser } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { bannedList } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";
import { Reason } from "./reason-field.ts";

export const userBan = command({
  name: "user_ban",
  summary:
    "Bans a member below the actor, and closes their connections. Others see the member leave; the actor gets a new `users_banned_list`.",
  login: "required",
  timedOut: "refused",
  permission: [...banPermissions],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName, reason: Reason }),
  reply: Type.Object({
    user: Type.String(),
    banned: Type.Boolean({ description: "false: already banned, or no member has that name" }),
  }),
  events: [...banEvents, bannedList],
  errors: ["cannot_act_on_self", "hierarchy", "owner_protected"],
  handler(context, request) {
    const { state, user: actor } = context;
    const target = accessUser(request.user, state);
    if (isFailure(target)) return { reply: { user: request.user, banned: false } };
    const step = banMember(context, member(actor), target, request.reason);
    return answer(step, (happened) => {
      const { user, changed } = happened.result;
      const reply = { user: user.username, banned: changed };
      const told = "afterwards" in happened ? happened.afterwards : [];
      return { reply, afterwards: changed ? [...told, freshList(actor, user, state)] : [] };
    });
  },
});
