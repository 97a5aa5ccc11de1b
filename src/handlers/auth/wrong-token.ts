import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import type { OpenContext } from "../context.ts";

/**
 * The refusal of a token that nobody has. It costs and counts as a wrong password does, so that tokens are no quicker
 * way to guess.
 *
 * @param hash of the token
 */
export async function wrongToken<Code extends "invalid_token" | "invalid_session">(
  { identity, caller }: Pick<OpenContext, "identity" | "caller">,
  hash: string,
  code: Code,
) {
  const guess = { account: "token", isKnownNetwork: false, password: hash, hash: null };
  const compared = await identity.prove({ ...guess, address: caller.address });
  return isFailure(compared) ? compared : (fail(code) as Failure<Code>);
}
