/** A bot's login: by a token instead of a name and a password, whatever `auth_mode` says. */
import { botByToken } from "../../db/bots.ts";
import { fail } from "../../protocol/errors.ts";
import { hashOfSecret } from "../../sealing/sealing.ts";
import type { OpenContext } from "../context.ts";
import { enterAgain } from "./enter.ts";
import { wrongToken } from "./wrong-token.ts";

export async function loginByToken(context: OpenContext, token: string) {
  const { identity, state, read } = context;
  const hash = hashOfSecret(token);
  const owner = () => read(botByToken({ hash }));
  const id = await owner();
  if (id === null) return wrongToken(context, hash, fail("invalid_token"));
  const tooOften = identity.goodLogin(id);
  if (tooOften) return tooOften;
  return {
    exclusively: async () => {
      // The token may have been replaced while this login waited for its turn.
      const user = (await owner()) === id ? state.users.get(id) : undefined;
      return user ? enterAgain(context, user, { network: null, session: null }) : fail("invalid_token");
    },
  };
}
