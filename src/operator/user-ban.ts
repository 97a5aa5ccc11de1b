import { operator } from "../actions/actor.ts";
import { answer } from "../actions/answer.ts";
import { banMember, unbanMember } from "../actions/members/ban.ts";
import { decided, findMember, type OperatorParts, operatorWording, type Problem, worldOf } from "./parts.ts";

export interface BanResult {
  readonly id: string;
  readonly username: string;
  /** false: nothing changed. */
  readonly changed: boolean;
}

/** Bans a member like `user_ban`. An owner may be banned too, unless they are the last one. */
export function userBan(
  parts: OperatorParts,
  { name, reason }: { readonly name: string; readonly reason?: string | null },
): Promise<BanResult | Problem> {
  return decided<BanResult>(parts, "user_ban", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    const step = answer(banMember(worldOf(parts), operator, user, reason), ({ result: { changed } }) => ({
      reply: { id, username, changed },
    }));
    return operatorWording(step, user);
  });
}

/** Lifts a ban like `user_unban`. */
export function userUnban(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<BanResult | Problem> {
  return decided<BanResult>(parts, "user_unban", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    return answer(unbanMember(worldOf(parts), operator, user), ({ result: { changed } }) => ({
      reply: { id, username, changed },
    }));
  });
}
