import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { accessOutcast, banned, banPermissions, freshList } from "../../actions/members/bans.ts";
import { departureEvents } from "../../actions/members/member-events.ts";
import { checkedReason } from "../../actions/members/reason.ts";
import { commit } from "../../actions/outcome.ts";
import { subordinateErrors } from "../../chat/access.ts";
import { audited } from "../../db/audit.ts";
import { setBan } from "../../db/bans.ts";
import { isFailure } from "../../protocol/errors.ts";
import { bannedList } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";
import { Reason } from "./reason-field.ts";

/** 02 §3.5. */
export const userBan = command({
  name: "user_ban",
  summary:
    "Bans a member below the actor, and ends all connections. Others see the member leave; the actor gets a fresh `users_banned_list`.",
  login: "required",
  timedOut: "refused",
  permission: [...banPermissions],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName, reason: Reason }),
  reply: Type.Object({
    user: Type.String(),
    banned: Type.Boolean({ description: "false: banned already, or nobody has that name" }),
  }),
  events: [...departureEvents, bannedList],
  errors: [...subordinateErrors, "owner_protected"],
  handler(context, request) {
    const { state, user: actor, now } = context;
    const checked = checkedReason(request.reason);
    if (isFailure(checked)) return checked;
    const { reason } = checked;
    const target = accessOutcast(request.user, actor, state);
    if (isFailure(target)) {
      return target.code === "user_not_found" ? { reply: { user: request.user, banned: false } } : target;
    }
    if (target.bannedAt !== null) return { reply: { user: target.username, banned: false } };
    const at = now / 1000;
    const after = { ...target, bannedAt: at };
    const record = auditRecord(context, "user_ban", target, reason === null ? {} : { reason });
    return commit(audited(setBan({ id: target.id, ban: { at, by: actor.id, reason } }), record), () => {
      const outcome = banned(target, at, reason);
      return {
        ...outcome,
        reply: { user: target.username, banned: true },
        afterwards: [...outcome.afterwards, freshList(actor, after, state)],
      };
    });
  },
});
