/** Puts the parts of identity together. */
import type { Config } from "../config/schema.ts";
import type { Log } from "../log.ts";
import { createAttempts } from "./attempts.ts";
import type { Identity } from "./identity.ts";
import { createPasswords } from "./passwords.ts";
import { createRotur } from "./rotur.ts";

/** The settings are read anew at each use, so that a reload of the configuration takes effect at once. */
export function createIdentity(config: () => Config, log: Log): Identity {
  return {
    ...createRotur(() => {
      const { base_url, validate_url, v2, timeout_ms } = config().rotur;
      return { baseUrl: base_url, validateUrl: validate_url, v2, timeoutMs: timeout_ms };
    }, log),
    ...createPasswords(),
    attempts: createAttempts(() => {
      const { logins_per_minute, registrations_per_minute } = config().limits;
      return { loginsPerMinute: logins_per_minute, registrationsPerMinute: registrations_per_minute };
    }),
  };
}
