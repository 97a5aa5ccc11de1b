import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { deletion } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { accessUser } from "../../chat/access.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { removeUser } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userLeave } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userDelete = command({
  name: "user_delete",
  summary:
    "For owners: deletes somebody's account here and ends all connections. Messages stay, under the name.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ user: Type.String(), deleted: Type.Literal(true) }),
  events: [userLeave],
  errors: ["role_required", "user_not_found", "last_owner", "member_banned"],
  handler(context, request) {
    const { state, user: actor, now } = context;
    if (!isOwner(actor, state.roles.byId)) return fail("role_required", { role: OWNER });
    const target = accessUser(request.user, state);
    if (isFailure(target)) return target;
    if (isLastOwner(target, state)) return fail("last_owner");
    if (target.bannedAt !== null) return fail("member_banned");
    const change = removeUser({ id: target.id, now: now / 1000 });
    const details = { before: { roles: roleNames(target, state) } };
    return commit(audited(change, auditRecord(context, "user_delete", target, details)), () => ({
      ...deletion(target),
      reply: { user: target.username, deleted: true },
    }));
  },
});
