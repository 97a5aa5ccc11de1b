/**
 * Passwords of local accounts: argon2id for new ones; the reference server's bcrypt hashes keep working and are
 * replaced at the next good login. Bun hashes on a thread of its own.
 */

import { createConcurrencyLimiter, type Lane } from "../limiting/concurrency-limiter.ts";
import { networkOf } from "../limiting/network.ts";
import { tooMany } from "./attempts.ts";
import type { Asker, Passwords, TooManyAttempts } from "./identity.ts";

// OWASP's smallest recommendation for argon2id: about 30 ms and 19 MiB.
const parameters = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
const current = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

/** Compared with when there is no hash, so that the time doesn't tell which accounts exist. */
const dummy =
  "$argon2id$v=19$m=19456,t=2,p=1$a9vO/lHmdFmtjWXxYPzBl2WdItT7Vc3ZDRMonhAffzg$WnA/BrJIb0GZEYnUs6bsPpg+NHGm5XQAC1xgOlaIzLk";

// Two at a time: hashing takes no more than two cores and 38 MiB, however many log in. The others wait, by network and
// account in turn: after a restart of a big server all come at once, and a client that is refused shows its dialog.
const limits = { atOnce: 2, waiting: 10_000 };
/** Milliseconds that a hash takes, until one was measured. */
const usualTime = 50;

const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const argon2id = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=\d{1,3}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** A hash that would take minutes or gigabytes would be a way to stop all logins: it counts as malformed. */
const highest = { bcryptCost: 16, memoryCost: 65_536, timeCost: 16 };

/** bcrypt knows 72 bytes. The reference's library ignores what follows; Bun's would hash it all to another value. */
const bcryptBytes = 72;

/** @param elapsed milliseconds of the monotonic clock */
export function createPasswords(elapsed: () => number): Passwords {
  const limiter = createConcurrencyLimiter(limits);
  let milliseconds = usualTime;

  async function measured<Result>(work: () => Promise<Result>): Promise<Result> {
    const begun = elapsed();
    const result = await work();
    milliseconds += (elapsed() - begun - milliseconds) / 10;
    return result;
  }

  /** How long it takes until those that wait are served. */
  function busy(): TooManyAttempts {
    const failure = tooMany(Math.max(1000, (limiter.waiting * milliseconds) / limits.atOnce));
    return limiter.stopped ? { ...failure, quiet: true } : failure;
  }

  return {
    async hash(password, asker) {
      const hash = () => measured(() => Bun.password.hash(password, parameters));
      return (await limiter.run(laneOf(asker), hash)) ?? busy();
    },

    async compare({ password, hash, ...asker }, before = () => null, after = () => {}) {
      const kind = hash === null ? null : kindOf(hash);
      const stored = hash === null || kind === null ? dummy : hash;
      const bytes = Buffer.from(password);
      const told = kind === "bcrypt" ? bytes.subarray(0, bcryptBytes) : bytes;
      const compared = await limiter.run(laneOf(asker), async () => {
        const known = before();
        if (known !== null) return known;
        const result = { matches: (await measured(() => verify(told, stored))) && kind !== null };
        after(result);
        return result;
      });
      return compared ?? busy();
    },

    outdated: (hash) => !current.test(hash),
    stop: limiter.stop,
  };
}

function laneOf({ address, account }: Asker): Lane {
  return [networkOf(address), account];
}

function kindOf(hash: string): "argon2id" | "bcrypt" | null {
  const cost = bcrypt.exec(hash)?.[1];
  if (cost !== undefined) return Number(cost) <= highest.bcryptCost ? "bcrypt" : null;
  const [, memory, time] = argon2id.exec(hash) ?? [];
  const affordable = Number(memory) <= highest.memoryCost && Number(time) <= highest.timeCost;
  return affordable ? "argon2id" : null;
}

async function verify(password: Uint8Array, hash: string): Promise<boolean> {
  try {
    return await Bun.password.verify(password, hash);
  } catch {
    // The parts that the patterns above don't check are malformed.
    return false;
  }
}
