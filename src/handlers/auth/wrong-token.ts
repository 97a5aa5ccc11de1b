import { type Failure, isFailure } from "../../protocol/errors.ts";
import type { OpenContext } from "../context.ts";

/**
 * The refusal of a token or a code that nobody has. It costs and counts as a wrong password does, so that these are no
 * quicker way to guess.
 *
 * @param hash of the token
 */
export async function wrongToken<Refusal extends Failure>(
  { identity, caller }: Pick<OpenContext, "identity" | "caller">,
  hash: string,
  refusal: Refusal,
) {
  const guess = { account: "token", isKnownNetwork: false, password: hash, hash: null };
  const compared = await identity.prove({ ...guess, address: caller.address });
  return isFailure(compared) ? compared : refusal;
}
