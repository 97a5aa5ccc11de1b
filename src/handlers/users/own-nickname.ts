/** The own nickname, set or removed. */

import { announced, commit } from "../../actions/outcome.ts";
import type { Emission } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { updateUsers } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import type { Context } from "../context.ts";

/** @param event what everybody is told */
export function withNickname<Name extends string>(
  { config, state, user }: Context,
  nickname: string | null,
  event: (after: User) => Emission<Name>,
) {
  const isEnforced = config.permissions.enforce_member_permissions;
  if (isEnforced && !hasPermission(user, state.roles.byId, "change_nickname")) {
    return fail("permission_required", { permission: "change_nickname" });
  }
  const after = { ...user, nickname };
  return commit(updateUsers({ users: [after] }), () => ({
    changes: [{ type: "users", users: [after] }],
    reply: announced(event(after)),
  }));
}
