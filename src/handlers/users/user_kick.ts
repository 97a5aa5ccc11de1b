import { Type } from "@sinclair/typebox";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { commit } from "../../db/store.ts";
import { removeUser } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { subordinateErrors, UserName } from "../access.ts";
import { auditRecord } from "../audit.ts";
import { command } from "../command.ts";
import { departure } from "../member-events.ts";
import { accessOutcast } from "./bans.ts";
import { checkedReason, Reason } from "./reason.ts";

/** 08 §6.3. */
export const userKick = command({
  name: "user_kick",
  summary:
    "Removes a member below the actor, as if by `user_leave`, and ends all connections. Messages stay, and the person may come back as somebody new.",
  login: "required",
  timedOut: "refused",
  permission: ["kick_members", "manage_users"],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName, reason: Reason }),
  reply: Type.Object({ user: Type.String(), username: Type.String(), kicked: Type.Literal(true) }),
  events: [userLeave],
  errors: [...subordinateErrors, "owner_protected", "member_banned"],
  handler(context, request) {
    const { state, user: actor, now } = context;
    const checked = checkedReason(request.reason);
    if ("code" in checked) return checked;
    const { reason } = checked;
    const target = accessOutcast(request.user, actor, state);
    if ("code" in target) return target;
    if (target.bannedAt !== null) return fail("member_banned");
    const details = { ...(reason !== null && { reason }), before: { roles: roleNames(target, state) } };
    const record = auditRecord(context, "user_kick", target, details);
    return commit(audited(removeUser({ id: target.id, now: now / 1000 }), record), () => ({
      ...departure(target, `You have been kicked${reason === null ? "" : `: ${reason}`}`),
      reply: { user: target.username, username: target.username, kicked: true },
    }));
  },
});
