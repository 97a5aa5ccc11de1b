/** The remembered logins of accounts. */
import { answer } from "../actions/answer.ts";
import { revokeSession, wireSession } from "../actions/sessions/manage.ts";
import { hasExpired } from "../actions/sessions/session-login.ts";
import { sessionsOf } from "../db/login-sessions.ts";
import type { WireLoginSession } from "../protocol/objects.ts";
import { asOperator, decided, findMember, type OperatorParts, type Problem, worldOf } from "./parts.ts";

export interface SessionList {
  readonly id: string;
  readonly sessions: readonly Omit<WireLoginSession, "current">[];
}

/** The last used first. */
export async function sessionList(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<SessionList | Problem> {
  const user = findMember(name, parts.state);
  if ("problem" in user) return user;
  const world = worldOf(parts);
  const sessions = (await parts.read(sessionsOf({ user: user.id }))).filter(
    (session) => !hasExpired(session, world),
  );
  return {
    id: user.id,
    sessions: sessions.map((session) => {
      const { current: _, ...wire } = wireSession(session, world, null);
      return wire;
    }),
  };
}

/** Ends one session, and the connections that logged in with it. */
export function sessionRevoke(
  parts: OperatorParts,
  { name, session }: { readonly name: string; readonly session: string },
): Promise<{ readonly id: string; readonly session: string } | Problem> {
  return decided(parts, "session_revoke", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const acting = asOperator(parts);
    return answer(revokeSession({ ...acting, user }, session, acting.user), () => ({
      reply: { id: user.id, session },
    }));
  });
}
