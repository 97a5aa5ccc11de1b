import { Type } from "@sinclair/typebox";
import { member } from "../../actions/actor.ts";
import { answer } from "../../actions/answer.ts";
import { deleteMember } from "../../actions/members/remove.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { accessUser } from "../../chat/access.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userDelete = command({
  name: "user_delete",
  summary:
    "For owners: deletes the account of a member and closes its connections. Messages stay, with the name.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ user: Type.String(), deleted: Type.Literal(true) }),
  events: [...callEndEvents, userLeave],
  errors: ["role_required", "user_not_found", "last_owner", "member_banned"],
  handler(context, request) {
    const { state, user: actor } = context;
    // Other members must not learn which names exist.
    if (!isOwner(actor, state.roles.byId)) return fail("role_required", { role: OWNER });
    const target = accessUser(request.user, state);
    if (isFailure(target)) return target;
    return answer(deleteMember(context, member(actor), target), () => ({
      reply: { user: target.username, deleted: true },
    }));
  },
});
