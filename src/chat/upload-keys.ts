/**
 * Keys that uploads over HTTP are made with. A connection asks for one, which stands for its user for some minutes.
 * Only hashes are kept.
 */

/** Milliseconds that a key is valid. */
export const uploadKeyLifetime = 10 * 60 * 1000;

export interface UploadKeys {
  /** @param now monotonic milliseconds, as below */
  made(hash: string, user: string, now: number): void;
  /** Id of the user that the key with this hash was made for, or null. */
  userOf(hash: string, now: number): string | null;
  /** Forgets the user's keys. */
  ended(user: string): void;
  prune(now: number): void;
}

/** Keys of one user; an older one is forgotten. */
const mostOfUser = 20;

export function createUploadKeys(): UploadKeys {
  /** The oldest first, also below. */
  const byHash = new Map<string, { readonly user: string; readonly until: number }>();
  const byUser = new Map<string, string[]>();

  function forget(hash: string): void {
    const user = byHash.get(hash)?.user;
    byHash.delete(hash);
    if (user === undefined) return;
    const left = byUser.get(user)?.filter((other) => other !== hash) ?? [];
    if (left.length > 0) byUser.set(user, left);
    else byUser.delete(user);
  }

  return {
    made(hash, user, now) {
      byHash.set(hash, { user, until: now + uploadKeyLifetime });
      const hashes = [...(byUser.get(user) ?? []), hash];
      byUser.set(user, hashes);
      const [oldest] = hashes;
      if (hashes.length > mostOfUser && oldest !== undefined) forget(oldest);
    },
    userOf(hash, now) {
      const found = byHash.get(hash);
      return found && found.until > now ? found.user : null;
    },
    ended(user) {
      for (const hash of byUser.get(user) ?? []) forget(hash);
    },
    prune(now) {
      for (const [hash, { until }] of byHash) if (until <= now) forget(hash);
    },
  };
}
