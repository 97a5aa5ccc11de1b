import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { changePassword } from "../../actions/sessions/manage.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import { passwordProblem } from "../../chat/names.ts";
import { loginFacts } from "../../db/logins.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";

export const passwordChange = command({
  name: "password_change",
  summary:
    "Changes the password of your account of this server, and ends its other sessions and connections.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  request: Type.Object({
    password: Type.String({ maxLength: 1000, description: "The present one" }),
    new_password: Type.String({ maxLength: 1000, description: "4-72 bytes of UTF-8" }),
  }),
  reply: Type.Object({ changed: Type.Literal(true) }),
  events: [],
  errors: ["not_a_local_account", "invalid_password", "password_length", "too_many_attempts"],
  async handler(context, { password, new_password }) {
    const { caller, identity, read, user } = context;
    const problem = passwordProblem(new_password);
    if (problem) return problem;
    const { address } = caller;
    const facts = () => read(loginFacts({ id: user.id, network: networkOf(address) }));
    const { hash, seenAt } = await facts();
    if (!isLocal(user) || hash === null) return fail("not_a_local_account");
    const asker = { account: user.id, address };
    const compared = await identity.prove({ ...asker, isKnownNetwork: seenAt !== null, password, hash });
    if (isFailure(compared)) return compared;
    if (!compared.matches) return fail("invalid_password");
    const changed = await identity.hash(new_password, asker);
    if (typeof changed !== "string") return changed;
    return {
      exclusively: async () => {
        // Another connection may have changed it meanwhile, to keep this one out.
        if ((await facts()).hash !== hash) return fail("invalid_password");
        return answer(changePassword(context, changed, caller), () => ({ reply: { changed: true } }));
      },
    };
  },
});
