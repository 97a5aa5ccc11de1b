import { deletion } from "../actions/members/member-events.ts";
import { commit } from "../actions/outcome.ts";
import { isLastOwner } from "../chat/ownership.ts";
import { roleNames } from "../chat/wire.ts";
import { audited } from "../db/audit.ts";
import { removeUser } from "../db/users.ts";
import { lastOwner } from "./last-owner.ts";
import { decided, memberMeant, type OperatorParts, operatorRecord, type Problem } from "./parts.ts";

/** Deletes an account like `user_delete`; the messages stay, under its name. */
export function userDelete(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<{ id: string; username: string } | Problem> {
  const { state } = parts;
  return decided(parts, "user_delete", () => {
    const user = memberMeant(name, state);
    if ("problem" in user) return user;
    const { id, username } = user;
    if (isLastOwner(user, state)) return lastOwner(user);
    if (user.bannedAt !== null) {
      return { problem: `'${username}' is banned, and would be free to come back: lift the ban first` };
    }
    const record = operatorRecord(parts, "user_delete", user, { before: { roles: roleNames(user, state) } });
    return commit(audited(removeUser({ id, now: parts.now() / 1000 }), record), () => ({
      ...deletion(user),
      reply: { id, username },
    }));
  });
}
