/**
 * Limits of attempts to log in or to register, and refusals worth repeating. Pure: the time comes with each call,
 * as milliseconds of the monotonic clock. Everything is bounded: a flood of names or addresses pushes the longest
 * untouched ones out. The rules and their numbers: docs/decisions/0010-failed-logins.md.
 */
import { createHmac, randomBytes } from "node:crypto";
import { createExpiringMap, type ExpiringMap } from "../limiting/expiring-map.ts";
import { networkOf, siteOf } from "../limiting/network.ts";
import { fail } from "../protocol/errors.ts";
import type { AdmissionRefusal, Attempts, Guess, TooManyAttempts } from "./identity.ts";

interface AttemptSettings {
  /** Failed logins of one account from one network in any minute, before the delays begin. */
  readonly loginsPerMinute: number;
  /** Registrations of one network in any minute. */
  readonly registrationsPerMinute: number;
  /** Good logins of one account in a minute, in the long run. */
  readonly goodLoginsPerMinute: number;
}

const minute = 60_000;
const hour = 60 * minute;
const longestDelay = 15 * minute;
const refusalSeconds = 10;

/** What one network may fail with one account in the long run, however slowly it tries. */
const slowGuesses: Bucket = { size: 100, refill: 15 * minute };
/** An account with more failures than these from networks that it never logged in from is under attack. */
const strangeFailures: Bucket = { size: 100, refill: (24 * hour) / 100 };
/** Tries that nobody else's failures take away, of each site with each account. */
const ownTries: Bucket = { size: 3, refill: 12 * hour };
/** Good logins at once, as a multiple of those per minute: devices that come back together. */
const goodLoginBurst = 2;

const mostKeys = 10_000;
/** Pairs of a network and an account. To have one forgotten, an attacker must fail with as many others. */
const mostPairs = 100_000;
/** No local account has a longer id. */
const longestAccount = 128;

export function createAttempts(settings: () => AttemptSettings): Attempts {
  const secret = randomBytes(32);
  /** By network and account. */
  const pairs = createExpiringMap<Past>(mostPairs);
  const slow = createBuckets(mostPairs);
  /** By site and account. */
  const tries = createBuckets(mostPairs);
  const strange = createBuckets(mostKeys);
  const networks = createBuckets(mostKeys);
  /** By network, account and wrong password. */
  const repeats = createExpiringMap<Past>(mostKeys);
  const registrations = createExpiringMap<readonly number[]>(mostKeys);
  const goodLogins = createBuckets(mostKeys);
  const refusals = createExpiringMap<AdmissionRefusal>(mostKeys);
  /** Until when, by id and username. */
  const kicked = createExpiringMap<number>(mostKeys);

  const networkBucket = () => networkFailures(settings().loginsPerMinute);

  /** Milliseconds until this password may be looked at; 0 = now. */
  function waitOf(guess: Guess, now: number): number {
    const { account, network, pair, sitePair } = keysOf(guess);
    const ownWait = tries.wait(sitePair, now, ownTries);
    const underAttack = !guess.isKnownNetwork && strange.wait(account, now, strangeFailures) > 0;
    return Math.max(
      delayEnd(recall(pairs, pair, now)) - now,
      slow.wait(pair, now, slowGuesses),
      guess.isKnownNetwork && ownWait === 0 ? 0 : networks.wait(network, now, networkBucket()),
      underAttack ? ownWait : 0,
    );
  }

  /** The same wrong password again, as a client sends it that doesn't know of a new one: no further guess. */
  function repeatKey(guess: Guess): string {
    const text = JSON.stringify([keysOf(guess).pair, guess.hash, guess.password]);
    return createHmac("sha256", secret).update(text).digest("base64");
  }

  return {
    before(guess, now) {
      const wait = waitOf(guess, now);
      if (wait > 0) return tooMany(wait);
      const key = repeatKey(guess);
      if (repeats.get(key, now) === undefined) return null;
      const past = recall(repeats, key, now);
      const repeatWait = delayEnd(past) - now;
      if (repeatWait > 0) return tooMany(repeatWait);
      count(repeats, key, past, now, settings().loginsPerMinute);
      return { matches: false };
    },

    failed(guess, now) {
      const { account, network, pair, sitePair } = keysOf(guess);
      const limit = settings().loginsPerMinute;
      count(pairs, pair, recall(pairs, pair, now), now, limit);
      slow.spend(pair, now, slowGuesses);
      tries.spend(sitePair, now, ownTries);
      networks.spend(network, now, networkBucket());
      if (!guess.isKnownNetwork) strange.spend(account, now, strangeFailures);
      const key = repeatKey(guess);
      count(repeats, key, recall(repeats, key, now), now, limit);
    },

    succeeded(guess) {
      pairs.delete(keysOf(guess).pair);
    },

    goodLogin(userId, now) {
      const perMinute = settings().goodLoginsPerMinute;
      const bucket = { size: perMinute * goodLoginBurst, refill: minute / perMinute };
      const wait = goodLogins.wait(userId, now, bucket);
      if (wait > 0) return tooMany(wait);
      goodLogins.spend(userId, now, bucket);
      return null;
    },

    registration(address, now) {
      const network = networkOf(address);
      const times = lastMinute(registrations.get(network, now) ?? [], now);
      const limit = settings().registrationsPerMinute;
      // Usually the oldest; a later one if the limit was lowered meanwhile.
      const leaves = times.at(-limit);
      if (times.length >= limit && leaves !== undefined) return tooMany(leaves + minute - now);
      registrations.set(network, [...times, now], now, now + minute);
      return null;
    },

    keepOut(keys, seconds, now) {
      const until = now + seconds * 1000;
      for (const key of keys) kicked.set(key, until, now, until);
    },

    keptOut(key, now) {
      const until = kicked.get(key, now);
      if (until === undefined) return null;
      const wait = until - now;
      return { ...fail("kicked_recently", { seconds: Math.ceil(wait / 1000) }), retryAfter: Math.ceil(wait) };
    },

    remember(userId, address, failure, now) {
      refusals.set(`${address} ${userId}`, failure, now, now + refusalSeconds * 1000);
    },

    remembered: (userId, address, now) => refusals.get(`${address} ${userId}`, now) ?? null,
  };
}

/** Names that no account can have share one count. */
function keysOf({ account: given, address }: Guess) {
  const account = given.slice(0, longestAccount + 1);
  const network = networkOf(address);
  return { account, network, pair: `${network} ${account}`, sitePair: `${siteOf(address)} ${account}` };
}

interface Past {
  /** Failures of the last minute, oldest first; not kept up once the delays have begun. */
  readonly times: readonly number[];
  /** The failure that reached the limit and those after it; each doubled the delay that followed it. */
  readonly strikes: readonly number[];
}

function recall(memory: ExpiringMap<Past>, key: string, now: number): Past {
  return memory.get(key, now) ?? { times: [], strikes: [] };
}

function count(
  memory: ExpiringMap<Past>,
  key: string,
  { times, strikes }: Past,
  now: number,
  limit: number,
): void {
  const recent = [...lastMinute(times, now), now];
  const past =
    strikes.length > 0
      ? // Eight are past the longest delay.
        { times, strikes: [...strikes.slice(-7), now] }
      : { times: recent, strikes: recent.length >= limit ? [now] : [] };
  memory.set(key, past, now, forgetAt(past));
}

/** Nothing before this time. */
function delayEnd({ strikes }: Past): number {
  const last = strikes.at(-1);
  return last === undefined ? 0 : last + Math.min(longestDelay, minute * 2 ** (strikes.length - 1));
}

/** From here on nothing of it matters. */
function forgetAt(past: Past): number {
  return past.strikes.length > 0 ? delayEnd(past) + longestDelay : (past.times.at(-1) ?? 0) + minute;
}

function lastMinute(times: readonly number[], now: number): number[] {
  return times.filter((time) => now - time < minute);
}

/** Many people may share one network (a school, a mobile network), so it may fail more often than an account. */
export function networkFailures(loginsPerMinute: number): Bucket {
  return { size: loginsPerMinute * 10, refill: minute / (loginsPerMinute * 2) };
}

export interface Bucket {
  /** Units at once. */
  readonly size: number;
  /** Milliseconds until a spent unit is back. */
  readonly refill: number;
}

export interface Buckets {
  /** Milliseconds until there is a unit; 0 = now. */
  wait(key: string, now: number, bucket: Bucket): number;
  /** Takes a unit; from an empty bucket it takes nothing. */
  spend(key: string, now: number, bucket: Bucket): void;
}

/** Token buckets. Of each only the time is kept at which it is full again. */
export function createBuckets(most: number): Buckets {
  const fullAt = createExpiringMap<number>(most);
  const missing = (key: string, now: number, { size, refill }: Bucket) =>
    Math.min(size * refill, Math.max(0, (fullAt.get(key, now) ?? now) - now));
  return {
    // Sums of fractions may miss by a hair.
    wait: (key, now, bucket) =>
      Math.max(0, Math.round(missing(key, now, bucket) - (bucket.size - 1) * bucket.refill)),
    spend(key, now, bucket) {
      const full = now + Math.min(bucket.size * bucket.refill, missing(key, now, bucket) + bucket.refill);
      fullAt.set(key, full, now, full);
    },
  };
}

/** @param wait milliseconds */
export function tooMany(wait: number): TooManyAttempts {
  const retryAfter = Math.max(1, Math.ceil(wait));
  return { ...fail("too_many_attempts", { seconds: Math.ceil(retryAfter / 1000) }), retryAfter };
}
