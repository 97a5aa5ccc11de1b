/** Puts the parts of identity together. */
import type { Config } from "../config/schema.ts";
import type { Log } from "../log/log.ts";
import { createAttempts } from "./attempts.ts";
import type { Identity } from "./identity.ts";
import { createPasswords } from "./passwords.ts";
import { createRotur } from "./rotur.ts";

/**
 * The settings are read anew at each use, so that a reload of the configuration takes effect at once.
 *
 * @param clock `elapsed`: milliseconds of the monotonic clock; `now`: milliseconds since the epoch
 */
export function createIdentity(
  config: () => Config,
  log: Log,
  clock: { elapsed(): number; now(): number },
): Identity {
  const { elapsed } = clock;
  const passwords = createPasswords(elapsed);
  const attempts = createAttempts(() => {
    const { logins_per_minute, registrations_per_minute, good_logins_per_minute } = config().limits;
    return {
      loginsPerMinute: logins_per_minute,
      registrationsPerMinute: registrations_per_minute,
      goodLoginsPerMinute: good_logins_per_minute,
    };
  });
  const rotur = createRotur(
    () => {
      const { base_url, validate_url, v2, timeout_ms } = config().rotur;
      const loginsPerMinute = config().limits.logins_per_minute;
      return { baseUrl: base_url, validateUrl: validate_url, v2, timeoutMs: timeout_ms, loginsPerMinute };
    },
    log,
    clock,
  );
  return {
    confirm: rotur.confirm,
    async prove(guess) {
      const before = () => attempts.before(guess, elapsed());
      // A refused one needs no turn.
      return (
        before() ??
        passwords.compare(guess, before, ({ matches }) => {
          if (matches) attempts.succeeded(guess);
          else attempts.failed(guess, elapsed());
        })
      );
    },
    hash: passwords.hash,
    outdated: passwords.outdated,
    goodLogin: (userId) => attempts.goodLogin(userId, elapsed()),
    registration: (address) => attempts.registration(address, elapsed()),
    remember: (userId, address, failure) => attempts.remember(userId, address, failure, elapsed()),
    remembered: (userId, address) => attempts.remembered(userId, address, elapsed()),
    keepOut: (keys, seconds) => attempts.keepOut(keys, seconds, elapsed()),
    keptOut: (key) => attempts.keptOut(key, elapsed()),
    stop() {
      passwords.stop();
      rotur.stop();
    },
  };
}
