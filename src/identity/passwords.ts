/**
 * Passwords of local accounts: argon2id for new ones; the reference server's bcrypt hashes keep working and are
 * replaced at the next good login (01 §7.4). Bun hashes on a thread of its own.
 */
import { type Failure, fail } from "../protocol/errors.ts";
import { createTurns } from "../turns.ts";
import type { Passwords } from "./identity.ts";

// OWASP's smallest recommendation for argon2id: about 30 ms and 19 MiB.
const parameters = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
const current = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

/** Compared with when there is no hash, so that the time doesn't tell which accounts exist. */
const dummy =
  "$argon2id$v=19$m=19456,t=2,p=1$a9vO/lHmdFmtjWXxYPzBl2WdItT7Vc3ZDRMonhAffzg$WnA/BrJIb0GZEYnUs6bsPpg+NHGm5XQAC1xgOlaIzLk";

// Two at a time: hashing takes no more than two cores and 38 MiB, however many log in. A thousand waiting ones
// are served in about 15 s.
const limits = { atOnce: 2, waiting: 1000 };
const busySeconds = 15;

const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const argon2id = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=\d{1,3}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** A hash that would take minutes or gigabytes would be a way to stop all logins: it counts as malformed. */
const highest = { bcryptCost: 16, memoryCost: 65_536, timeCost: 16 };

/** bcrypt knows 72 bytes. The reference's library ignores what follows; Bun's would hash it all to another value. */
const bcryptBytes = 72;

export function createPasswords(): Passwords {
  const turns = createTurns(limits);

  return {
    hash: async (password) => (await turns(() => Bun.password.hash(password, parameters))) ?? busy(),

    async compare(password, hash) {
      const kind = hash === null ? null : kindOf(hash);
      const stored = hash === null || kind === null ? dummy : hash;
      const bytes = Buffer.from(password);
      const told = kind === "bcrypt" ? bytes.subarray(0, bcryptBytes) : bytes;
      const matches = await turns(() => verify(told, stored));
      return matches === null ? busy() : { matches: matches && kind !== null };
    },

    outdated: (hash) => !current.test(hash),
  };
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

function busy(): Failure {
  return { ...fail("too_many_attempts", { seconds: busySeconds }), retryAfter: busySeconds * 1000 };
}
