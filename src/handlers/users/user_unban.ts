import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { banPermissions, freshList, unbanned } from "../../actions/members/bans.ts";
import { commit } from "../../actions/outcome.ts";
import { accessSubordinate, subordinateErrors } from "../../chat/access.ts";
import { audited } from "../../db/audit.ts";
import { setBan } from "../../db/bans.ts";
import { isFailure } from "../../protocol/errors.ts";
import { bannedList, userJoin } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

/** 02 §3.5. */
export const userUnban = command({
  name: "user_unban",
  summary:
    "Lifts a ban. Others see the member come back, offline; the actor gets a fresh `users_banned_list`.",
  login: "required",
  timedOut: "refused",
  permission: [...banPermissions],
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({
    user: Type.String(),
    unbanned: Type.Boolean({ description: "false: not banned, or nobody has that name" }),
  }),
  events: [userJoin, bannedList],
  errors: [...subordinateErrors],
  handler(context, request) {
    const { state, user: actor } = context;
    const target = accessSubordinate(request.user, actor, state);
    if (isFailure(target)) {
      return target.code === "user_not_found" ? { reply: { user: request.user, unbanned: false } } : target;
    }
    if (target.bannedAt === null) return { reply: { user: target.username, unbanned: false } };
    const after = { ...target, bannedAt: null };
    const record = auditRecord(context, "user_unban", target);
    return commit(audited(setBan({ id: target.id, ban: null }), record), () => ({
      ...unbanned(target, state),
      reply: { user: target.username, unbanned: true },
      afterwards: [freshList(actor, after, state)],
    }));
  },
});
