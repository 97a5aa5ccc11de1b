import { banned, unbanned } from "../actions/members/bans.ts";
import { checkedReason } from "../actions/members/reason.ts";
import { commit } from "../actions/outcome.ts";
import { isLastOwner } from "../chat/ownership.ts";
import { audited } from "../db/audit.ts";
import { setBan } from "../db/bans.ts";
import { isFailure } from "../protocol/errors.ts";
import { lastOwner } from "./last-owner.ts";
import { decided, memberMeant, type OperatorParts, operatorRecord, type Problem, problem } from "./parts.ts";

export interface BanResult {
  readonly id: string;
  readonly username: string;
  /** false: it was so already. */
  readonly changed: boolean;
}

/** Bans a member like `user_ban`. An owner may be banned too, unless they are the last one. */
export function userBan(
  parts: OperatorParts,
  { name, reason: given }: { readonly name: string; readonly reason?: string | null },
): Promise<BanResult | Problem> {
  const { state } = parts;
  return decided<BanResult>(parts, "user_ban", () => {
    const user = memberMeant(name, state);
    if ("problem" in user) return user;
    const checked = checkedReason(given);
    if (isFailure(checked)) return problem(checked);
    const { reason } = checked;
    const { id, username } = user;
    if (user.bannedAt !== null) return { reply: { id, username, changed: false } };
    if (isLastOwner(user, state)) return lastOwner(user);
    const at = parts.now() / 1000;
    const record = operatorRecord(parts, "user_ban", user, reason === null ? {} : { reason });
    return commit(audited(setBan({ id, ban: { at, by: null, reason } }), record), () => ({
      ...banned(user, at, reason),
      reply: { id, username, changed: true },
    }));
  });
}

/** Lifts a ban like `user_unban`. */
export function userUnban(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<BanResult | Problem> {
  const { state } = parts;
  return decided<BanResult>(parts, "user_unban", () => {
    const user = memberMeant(name, state);
    if ("problem" in user) return user;
    const { id, username } = user;
    if (user.bannedAt === null) return { reply: { id, username, changed: false } };
    const record = operatorRecord(parts, "user_unban", user);
    return commit(audited(setBan({ id, ban: null }), record), () => ({
      ...unbanned(user, state),
      reply: { id, username, changed: true },
    }));
  });
}
