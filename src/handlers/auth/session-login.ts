/** A login by a remembered session, in place of the password of an account of this server. */
import { hasExpired, useSession } from "../../actions/sessions/session-login.ts";
import { sessionByToken } from "../../db/login-sessions.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { hashOfSecret } from "../../sealing/sealing.ts";
import type { OpenContext } from "../context.ts";
import { enterAgain } from "./enter.ts";
import { wrongToken } from "./wrong-token.ts";

export async function loginBySession(context: OpenContext, token: string) {
  const { caller, identity, state, read } = context;
  const hash = hashOfSecret(token);
  const find = async () => {
    const session = await read(sessionByToken({ hash }));
    return session && !hasExpired(session, context) ? session : null;
  };
  const found = await find();
  if (!found) return wrongToken(context, hash, fail("invalid_session"));
  const keptOut = identity.keptOut(found.user);
  if (keptOut) return keptOut;
  const tooOften = identity.goodLogin(found.user);
  if (isFailure(tooOften)) return tooOften;
  return {
    exclusively: async () => {
      // It may have been revoked while this login waited for its turn.
      const session = await find();
      const user = session ? state.users.get(session.user) : undefined;
      if (!session || !user) return fail("invalid_session");
      const login = useSession(session, context);
      return enterAgain(context, user, {
        network: login.note && networkOf(caller.address),
        session: login,
      });
    },
  };
}
