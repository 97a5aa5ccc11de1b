/**
 * How often one may try to log in or to register, and refusals worth repeating. Pure: the time comes with each
 * call. Everything is bounded: a flood of names or addresses pushes the longest untouched ones out.
 */

import { createMemory, type Memory } from "../memory.ts";
import { networkOf } from "../network.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import type { Attempts } from "./identity.ts";

interface AttemptSettings {
  /** Failed logins of one account in any minute, before the delays begin. */
  readonly loginsPerMinute: number;
  /** Registrations of one address in any minute. */
  readonly registrationsPerMinute: number;
}

const minute = 60_000;
const longestDelay = 15 * minute;
const refusalSeconds = 10;

/** Many people may share one address (a school, a mobile network), so an address may fail more often. */
const addressAllowance = 10;

const mostKeys = 10_000;
/** No local account has a longer id. */
const longestAccount = 128;

interface Past {
  /** Attempts of the last minute, oldest first; not kept up once the delays have begun. */
  times: number[];
  /** The attempt that reached the limit and those after it; each doubled the delay that followed it. */
  strikes: number[];
}

export function createAttempts(settings: () => AttemptSettings): Attempts {
  const accounts = createMemory<Past>(mostKeys);
  const addresses = createMemory<Past>(mostKeys);
  const registrations = createMemory<readonly number[]>(mostKeys);
  const refusals = createMemory<Failure>(mostKeys);

  return {
    login(account, address, now) {
      const network = networkOf(address);
      const ofAddress = recall(addresses, network, now);
      const ofAccount = recall(accounts, account, now);
      const wait = Math.max(delayEnd(ofAddress), delayEnd(ofAccount)) - now;
      if (wait > 0) return tooMany(wait);
      const limit = settings().loginsPerMinute;
      count(addresses, network, ofAddress, now, limit * addressAllowance);
      if (account.length <= longestAccount) count(accounts, account, ofAccount, now, limit);
      return null;
    },

    succeeded(account, address) {
      accounts.delete(account);
      // Old or not: what is over counts for nothing anyway.
      const past = addresses.get(networkOf(address), 0);
      if (past === undefined) return;
      // The newest is most likely this one. It takes the delay that it began with it.
      past.strikes.pop();
      if (past.strikes.length === 0) past.times.pop();
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

    remember(userId, address, failure, now) {
      refusals.set(`${address} ${userId}`, failure, now, now + refusalSeconds * 1000);
    },

    remembered: (userId, address, now) => refusals.get(`${address} ${userId}`, now) ?? null,
  };
}

function recall(memory: Memory<Past>, key: string, now: number): Past {
  const past = memory.get(key, now);
  if (past === undefined || forgetAt(past) <= now) return { times: [], strikes: [] };
  // If the clock was set back, the future counts as now: nobody waits longer than the longest delay.
  past.strikes = past.strikes.map((time) => Math.min(time, now));
  return past;
}

function count(memory: Memory<Past>, key: string, past: Past, now: number, limit: number): void {
  if (past.strikes.length === 0) {
    past.times = [...lastMinute(past.times, now), now];
    if (past.times.length >= limit) past.strikes.push(now);
  } else {
    // Eight are past the longest delay.
    past.strikes = [...past.strikes.slice(-7), now];
  }
  memory.set(key, past, now, forgetAt(past));
}

/** No attempt before this time. */
function delayEnd({ strikes }: Past): number {
  const last = strikes.at(-1);
  return last === undefined ? 0 : last + Math.min(longestDelay, minute * 2 ** (strikes.length - 1));
}

/** From here on nothing of it matters. */
function forgetAt(past: Past): number {
  return past.strikes.length > 0 ? delayEnd(past) + longestDelay : (past.times.at(-1) ?? 0) + minute;
}

/** Times of the last minute; if the clock was set back, the future counts as now. */
function lastMinute(times: readonly number[], now: number): number[] {
  return times.filter((time) => now - time < minute).map((time) => Math.min(time, now));
}

function tooMany(wait: number): Failure {
  const retryAfter = Math.max(1, Math.ceil(wait));
  return { ...fail("too_many_attempts", { seconds: Math.ceil(retryAfter / 1000) }), retryAfter };
}
