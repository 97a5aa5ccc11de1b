/** Setting a password, for a new account and for an existing one. */
import type { Config } from "../config/schema.ts";
import { type OperatorParts, type Problem, problem } from "./parts.ts";

/** The address under which the operator's passwords wait for hashing, in turn with those of networks. */
const commandLine = "command line";

export async function hashFor(
  { passwords }: OperatorParts,
  account: string,
  password: string,
): Promise<string | Problem> {
  const hash = await passwords.hash(password, { account, address: commandLine });
  return typeof hash === "string" ? hash : problem(hash);
}

/** Why no account of this server can be used, or null. */
export function passwordsOff(config: Config): Problem | null {
  if (config.auth_mode !== "rotur") return null;
  return {
    problem:
      "Nobody could log in with it: accounts of this server are off (auth_mode is rotur). Name owners in config.json instead (owners)",
  };
}
