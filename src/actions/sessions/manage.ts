/** Members see and end the sessions of their own account, and the operator those of any. */
import type { User } from "../../chat/model.ts";
import { audited } from "../../db/audit.ts";
import { endAllSessions, endSession, type LoginSession } from "../../db/login-sessions.ts";
import { changePassword as storePassword } from "../../db/logins.ts";
import { fail } from "../../protocol/errors.ts";
import type { WireLoginSession } from "../../protocol/objects.ts";
import { type Actor, recordedAs } from "../actor.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember, World } from "../world.ts";
import { expiryOf } from "./session-login.ts";

/**
 * Ends a session and the connections that logged in with it.
 *
 * @param context.user the account
 * @param by the actor, if it isn't the account itself
 */
export function revokeSession(
  context: ByMember,
  id: string,
  by: Pick<User, "id" | "username"> = context.user,
) {
  const { user } = context;
  const record = auditRecord({ ...context, user: by }, "session_revoke", user);
  return commit(audited(endSession({ user: user.id, id }), record), (failure) => {
    if (failure) return failure;
    const expel = {
      kind: "expel",
      user: user.id,
      which: { loginSession: id },
      error: fail("invalid_session"),
      reason: "The session was ended",
    } as const;
    return { effects: [{ kind: "upload_keys_ended", user: user.id } as const, expel] };
  });
}

/** Ends all sessions of a member, and all their connections. The member may log in again. */
export function logOut(world: World, actor: Actor, target: User) {
  const record = auditRecord({ ...world, user: recordedAs(actor) }, "session_revoke", target, { all: true });
  const { id } = target;
  const effects = [
    { kind: "upload_keys_ended", user: id },
    { kind: "expel", user: id, error: fail("invalid_session"), reason: "The session was ended" },
  ] as const;
  return commit(audited(endAllSessions({ user: id }), record), (result) => ({ effects, result }));
}

/**
 * Ends all sessions but the one of this connection, and all other connections.
 *
 * @param hash of the new password
 * @param by the connection that asks
 */
export function changePassword(
  context: ByMember,
  hash: string,
  by: { readonly id: string; readonly loginSession: string | null },
) {
  const { user } = context;
  const write = storePassword({ id: user.id, hash, keep: by.loginSession });
  return commit(audited(write, auditRecord(context, "password_change", user)), () => ({
    effects: [
      { kind: "upload_keys_ended", user: user.id },
      {
        kind: "expel",
        user: user.id,
        which: { except: by.id },
        error: fail("password_changed"),
        reason: "Your password was changed",
      },
    ] as const,
  }));
}

/** @param current id of the session of the connection that asks, or null */
export function wireSession(
  session: LoginSession,
  context: Pick<ByMember, "config" | "now">,
  current: string | null,
): WireLoginSession {
  return {
    id: session.id,
    device: session.device,
    created_at: session.createdAt,
    used_at: session.usedAt,
    expires_at: expiryOf(session, context),
    current: session.id === current,
  };
}
