/** A bot's login: by a token instead of a name and a password, whatever `auth_mode` says. */
import { botByToken } from "../../db/bots.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { hashOfSecret } from "../../sealing/sealing.ts";
import type { OpenContext } from "../context.ts";
import { enterAgain } from "./enter.ts";

export async function loginByToken(context: OpenContext, token: string) {
  const { identity, caller, state, read } = context;
  const hash = hashOfSecret(token);
  const owner = () => read(botByToken({ hash }));
  const id = await owner();
  if (id === null) {
    // Costs and counts as a wrong password does, so that tokens are no quicker way to guess.
    const guess = { account: "token", isKnownNetwork: false, password: hash, hash: null };
    const compared = await identity.prove({ ...guess, address: caller.address });
    return isFailure(compared) ? compared : fail("invalid_token");
  }
  const tooOften = identity.goodLogin(id);
  if (tooOften) return tooOften;
  return {
    exclusively: async () => {
      // The token may have been replaced while this login waited for its turn.
      const user = (await owner()) === id ? state.users.get(id) : undefined;
      return user ? enterAgain(context, user, null) : fail("invalid_token");
    },
  };
}
