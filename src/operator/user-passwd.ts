import { commit } from "../actions/outcome.ts";
import { accountNamed, isLocal } from "../chat/local-accounts.ts";
import { passwordProblem } from "../chat/names.ts";
import { audited } from "../db/audit.ts";
import { resetPassword } from "../db/logins.ts";
import { fail } from "../protocol/errors.ts";
import { decided, findMember, type OperatorParts, operatorRecord, type Problem, problem } from "./parts.ts";
import { hashFor, passwordsOff } from "./passwords.ts";

export interface NewPassword {
  readonly name: string;
  /** 4-72 bytes. */
  readonly password: string;
}

/**
 * Changes the password of a local account, and ends its connections. The networks that it logged in from are forgotten:
 * a person who knew the old password may have used one of them.
 */
export async function userPasswd(
  parts: OperatorParts,
  { name, password }: NewPassword,
): Promise<{ id: string } | Problem> {
  const { state, config } = parts;
  const off = passwordsOff(config);
  if (off) return off;
  // A Rotur account of the same name has no password here, so the name is unambiguous.
  const meant = () => accountNamed(name, state) ?? findMember(name, state);
  const found = meant();
  if ("problem" in found) return found;
  if (!isLocal(found)) {
    return { problem: `'${found.username}' logs in with the identity service and has no password here` };
  }
  const weak = passwordProblem(password);
  if (weak) return problem(weak);
  const hash = await hashFor(parts, found.id, password);
  if (typeof hash !== "string") return hash;

  return decided(parts, "user_passwd", () => {
    const user = state.users.get(found.id);
    if (!user) return { problem: `'${name}' is no member any more` };
    const { id } = user;
    const record = operatorRecord(parts, "user_passwd", user);
    return commit(audited(resetPassword({ id, hash }), record), () => ({
      effects: [
        { kind: "upload_keys_ended", user: id },
        { kind: "expel", user: id, error: fail("password_changed"), reason: "Your password was changed" },
      ],
      reply: { id },
    }));
  });
}
