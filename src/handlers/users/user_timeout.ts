import { Type } from "@sinclair/typebox";
import { mayActOn } from "../../chat/hierarchy.ts";
import { emit, onlyUser } from "../../chat/outcome.ts";
import { commit } from "../../db/store.ts";
import { updateUsers } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { rateLimit } from "../../protocol/events.ts";
import { accessUser, UserName } from "../access.ts";
import { command } from "../command.ts";

/** Longest timeout: 28 days. */
const longest = 28 * 24 * 60 * 60;

/** 02 §3.7. */
export const userTimeout = command({
  name: "user_timeout",
  summary: "Mutes a member for some seconds: no sending, editing or typing. 0 lifts it.",
  login: "required",
  permission: "manage_users",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    user: UserName,
    timeout: Type.Integer({ minimum: 0, maximum: longest, description: "Seconds" }),
  }),
  reply: Type.Object({ user: Type.String(), timeout: Type.Integer() }),
  events: [rateLimit],
  errors: ["user_not_found", "hierarchy", "cannot_act_on_self"],
  handler({ state, user: actor, now }, request) {
    const target = accessUser(request.user, state);
    if ("code" in target) return target;
    if (target.id === actor.id) return fail("cannot_act_on_self");
    if (!mayActOn(actor, target, state.roles.byId)) return fail("hierarchy", { target: target.username });
    const after = { ...target, timeoutUntil: request.timeout === 0 ? null : now / 1000 + request.timeout };
    return commit(updateUsers({ users: [after] }), () => ({
      changes: [{ type: "users", users: [after] }],
      events: [
        emit(rateLimit, { reason: "User timeout set", length: request.timeout * 1000 }, onlyUser(target.id)),
      ],
      reply: { user: target.username, timeout: request.timeout },
    }));
  },
});
