/** The own nickname, set or removed (02 §4.3). */
import { announced, commit } from "../../actions/outcome.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { updateUsers } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import type { Context, Next } from "../command.ts";
import { nicknameEvent } from "../member-events.ts";

export function withNickname({ config, state, user }: Context, nickname: string | null): Next {
  const isEnforced = config.permissions.enforce_member_permissions;
  if (isEnforced && !hasPermission(user, state.roles.byId, "change_nickname")) {
    return fail("permission_required", { permission: "change_nickname" });
  }
  const after = { ...user, nickname };
  return commit(updateUsers({ users: [after] }), () => ({
    changes: [{ type: "users", users: [after] }],
    reply: announced(nicknameEvent(after)),
  }));
}
