import { hasExpired } from "../actions/sessions/session-login.ts";
import { isBot } from "../chat/local-accounts.ts";
import { allBans } from "../db/bans.ts";
import { sessionsOf } from "../db/login-sessions.ts";
import { findMember, type OperatorParts, type Problem, worldOf } from "./parts.ts";
import { type ListedUser, listedUser } from "./user-list.ts";

export interface ShownUser extends ListedUser {
  readonly bot: boolean;
  /** Unix seconds. */
  readonly joined_at: number;
  /** Seconds that are left of a timeout; 0: none. */
  readonly timeout: number;
  /** Connections now. */
  readonly connections: number;
  /** Remembered logins. */
  readonly sessions: number;
  readonly ban: BanObject | null;
}

export interface BanObject {
  readonly id: string;
  readonly username: string;
  /** Unix seconds. */
  readonly banned_at: number;
  /** Username; null: the operator, or a hand edit. */
  readonly banned_by: string | null;
  readonly reason: string | null;
}

/** All that the server knows of a member, except what they wrote. */
export async function userShow(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<ShownUser | Problem> {
  const { state, read } = parts;
  const user = findMember(name, state);
  if ("problem" in user) return user;
  const { bans } = await banList(parts);
  const sessions = await read(sessionsOf({ user: user.id }));
  return {
    ...listedUser(user, state),
    bot: isBot(user),
    joined_at: user.createdAt,
    timeout: Math.ceil(parts.timeoutLeft(user) / 1000),
    connections: state.connections(user.id),
    sessions: sessions.filter((session) => !hasExpired(session, worldOf(parts))).length,
    ban: bans.find(({ id }) => id === user.id) ?? null,
  };
}

/** All bans, in the order in which the members joined. */
export async function banList({
  state,
  read,
}: Pick<OperatorParts, "state" | "read">): Promise<{ readonly bans: readonly BanObject[] }> {
  const bans = (await read(allBans({}))).map(({ id, at, by, reason }) => ({
    id,
    username: state.authorName(id),
    banned_at: at,
    banned_by: by === null ? null : state.authorName(by),
    reason,
  }));
  return { bans };
}
