import { Type } from "@sinclair/typebox";
import { member } from "../../actions/actor.ts";
import { answer } from "../../actions/answer.ts";
import { kickMember } from "../../actions/members/remove.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { accessUser, subordinateErrors } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";
import { Reason } from "./reason-field.ts";

export const userKick = command({
  name: "user_kick",
  summary:
    "Removes a member below the actor, as `user_leave` does, and closes their connections. Messages stay. The person may come back as a new member, after `limits.kick_seconds` (a minute).",
  login: "required",
  timedOut: "refused",
  permission: ["kick_members", "manage_users"],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName, reason: Reason }),
  reply: Type.Object({ user: Type.String(), username: Type.String(), kicked: Type.Literal(true) }),
  events: [...callEndEvents, userLeave],
  errors: [...subordinateErrors, "owner_protected", "member_banned"],
  handler(context, request) {
    const { state, user: actor } = context;
    const target = accessUser(request.user, state);
    if (isFailure(target)) return target;
    const { username } = target;
    return answer(kickMember(context, member(actor), target, request.reason), () => ({
      reply: { user: username, username, kicked: true },
    }));
  },
});
