import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { accessOutcast } from "../../actions/members/bans.ts";
import { departure } from "../../actions/members/member-events.ts";
import { checkedReason } from "../../actions/members/reason.ts";
import { commit } from "../../actions/outcome.ts";
import { subordinateErrors } from "../../chat/access.ts";
import { registeredName } from "../../chat/local-accounts.ts";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { removeUser } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";
import { Reason } from "./reason-field.ts";

export const userKick = command({
  name: "user_kick",
  summary:
    "Removes a member below the actor, as if by `user_leave`, and ends all connections. Messages stay. The person may come back as a new member, after `limits.kick_seconds` (a minute).",
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
    const { state, user: actor, now, config } = context;
    const checked = checkedReason(request.reason);
    if (isFailure(checked)) return checked;
    const { reason } = checked;
    const target = accessOutcast(request.user, actor, state);
    if (isFailure(target)) return target;
    if (target.bannedAt !== null) return fail("member_banned");
    const details = { ...(reason !== null && { reason }), before: { roles: roleNames(target, state) } };
    const record = auditRecord(context, "user_kick", target, details);
    const because = reason === null ? "" : `: ${reason}`;
    return commit(audited(removeUser({ id: target.id, now: now / 1000 }), record), () => {
      const names = [target.id, target.username, registeredName(target.id) ?? target.id];
      const left = departure(target, `You have been kicked${because}`, fail("kicked", { reason: because }));
      return {
        ...left,
        effects: [...left.effects, { kind: "kept_out", names, seconds: config.limits.kick_seconds }],
        reply: { user: target.username, username: target.username, kicked: true },
      };
    });
  },
});
