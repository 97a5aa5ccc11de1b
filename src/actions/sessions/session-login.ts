/** The session that a login begins, or that it uses in place of a password. */
import type { LoginSession, SessionNote } from "../../db/login-sessions.ts";
import { limits } from "../../protocol/limits.ts";
import { hashOfSecret, newSecret } from "../../sealing/sealing.ts";
import { shownName } from "../../text/shown.ts";
import type { World } from "../world.ts";

export interface SessionLogin {
  readonly id: string;
  /** Null when nothing has to be stored. */
  readonly note: SessionNote | null;
  /** Of a session that begins: what only this login is told. Unix seconds. */
  readonly began: { readonly token: string; readonly expires_at: number } | null;
}

type Clock = Pick<World, "config" | "now">;

/** The use of a session is stored this exactly. Seconds. */
const noteEvery = 3600;

/** Seconds after its last use until a session ends. */
function lifetime({ config }: Pick<Clock, "config">): number {
  return config.cracked.session_days * 86_400;
}

/** When the session ends, unless it is used again. Unix seconds. */
export function expiryOf({ usedAt }: Pick<LoginSession, "usedAt">, clock: Clock): number {
  return usedAt + lifetime(clock);
}

export function hasExpired(session: Pick<LoginSession, "usedAt">, clock: Clock): boolean {
  return expiryOf(session, clock) <= clock.now / 1000;
}

/** @param device its name, as the client sends it */
export function beginSession(
  context: Clock & Pick<World, "newId">,
  user: string,
  device: string | undefined,
): SessionLogin {
  const now = context.now / 1000;
  const token = newSecret();
  const session: LoginSession = {
    id: context.newId(),
    user,
    device: shownName(device ?? ""),
    createdAt: now,
    usedAt: now,
  };
  return {
    id: session.id,
    note: {
      kind: "new",
      session,
      tokenHash: hashOfSecret(token),
      expiredBefore: now - lifetime(context),
      most: limits.loginSessions,
    },
    began: { token, expires_at: expiryOf(session, context) },
  };
}

export function useSession(
  { id, usedAt }: Pick<LoginSession, "id" | "usedAt">,
  { now }: Clock,
): SessionLogin {
  const at = now / 1000;
  const isNoted = Math.abs(at - usedAt) < noteEvery;
  return { id, note: isNoted ? null : { kind: "used", id, at }, began: null };
}
