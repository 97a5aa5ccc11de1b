/**
 * Rate limits.
 *
 * `createRateLimiter` limits messages by the reference server's algorithm; only `message_new`, `message_edit` and
 * `message_delete` are charged. `createBudgets` is a token bucket for everything else. Both take the monotonic time and
 * the settings with each call, so that tests have their own clock and a new configuration forgets nobody.
 */
interface RateLimitSettings {
  readonly enabled: boolean;
  /** Actions in any 60 s. */
  readonly messagesPerMinute: number;
  /** Actions in any 10 s; one more starts the cooldown. */
  readonly burstLimit: number;
  readonly cooldownSeconds: number;
}

type RateLimitResult =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: "burst" | "minute" | "cooldown";
      /** Milliseconds to wait, an integer above 0: the wire's `length`. */
      readonly retryAfter: number;
    };

/** `status` of the command `rate_limit_status`, in the wire's words. */
export interface RateLimitStatus {
  readonly messages_this_minute: number;
  readonly messages_per_minute_limit: number;
  /** In the last 10 s. */
  readonly recent_messages: number;
  readonly burst_limit: number;
  /** Whole seconds, rounded up. */
  readonly cooldown_remaining: number;
}

export interface RateLimiter {
  /** Charges one action at the time `now` (milliseconds). A refused one costs nothing and prolongs nothing. */
  attempt(userId: string, now: number, settings: RateLimitSettings): RateLimitResult;
  status(userId: string, now: number, settings: RateLimitSettings): RateLimitStatus;
  /** Forgets the user's counter and cooldown. */
  reset(userId: string): void;
  /** Forgets users whose earlier actions no longer count. Call it now and then, else idle users stay in memory. */
  prune(now: number): void;
  /** Users remembered. */
  readonly size: number;
}

const minute = 60_000;
const burstWindow = 10_000;

interface Past {
  /** Times of allowed actions, oldest first; never more than the limit per minute allowed. */
  times: number[];
  burstAt: number | null;
  /** From here on nothing of it matters; the cooldown's length is known only with the settings of a call. */
  forgetAt: number;
}

export function createRateLimiter(): RateLimiter {
  const users = new Map<string, Past>();

  return {
    attempt(userId, now, settings) {
      if (!settings.enabled) return { allowed: true };
      const past = users.get(userId) ?? { times: [], burstAt: null, forgetAt: 0 };
      advance(past, now);
      const result = judge(past, now, settings);
      if (result.allowed) past.times.push(now);
      else if (result.reason === "burst") past.burstAt = now;
      past.forgetAt = Math.max((past.times.at(-1) ?? -minute) + minute, cooldownEnd(past, settings));
      users.set(userId, past);
      return result;
    },

    status(userId, now, settings) {
      const past = users.get(userId) ?? { times: [], burstAt: null, forgetAt: 0 };
      advance(past, now);
      return {
        messages_this_minute: past.times.length,
        messages_per_minute_limit: settings.messagesPerMinute,
        recent_messages: recent(past, now),
        burst_limit: settings.burstLimit,
        cooldown_remaining: Math.max(0, Math.ceil((cooldownEnd(past, settings) - now) / 1000)),
      };
    },

    reset(userId) {
      users.delete(userId);
    },

    prune(now) {
      for (const [userId, past] of users) if (past.forgetAt <= now) users.delete(userId);
    },

    get size() {
      return users.size;
    },
  };
}

/** Drops what is older than a minute. */
function advance(past: Past, now: number): void {
  let old = 0;
  while (now - (past.times[old] ?? now) >= minute) old++;
  if (old > 0) past.times.splice(0, old);
}

function judge(past: Past, now: number, settings: RateLimitSettings): RateLimitResult {
  const cooldown = cooldownEnd(past, settings);
  if (cooldown > now) return refused("cooldown", cooldown - now);
  const { times } = past;
  if (times.length >= settings.messagesPerMinute) {
    // Usually the oldest; a later one if the limit was lowered meanwhile.
    const leaves = times[times.length - settings.messagesPerMinute] ?? now;
    return refused("minute", leaves + minute - now);
  }
  if (recent(past, now) >= settings.burstLimit) return refused("burst", settings.cooldownSeconds * 1000);
  return { allowed: true };
}

function refused(reason: "burst" | "minute" | "cooldown", wait: number): RateLimitResult {
  return { allowed: false, reason, retryAfter: Math.max(1, Math.ceil(wait)) };
}

/** Actions in the last 10 s, both ends included. Looks only at the newest ones. */
function recent(past: Past, now: number): number {
  const { times } = past;
  let count = 0;
  while (count < times.length && now - (times[times.length - 1 - count] ?? now) <= burstWindow) count++;
  return count;
}

function cooldownEnd(past: Past, settings: RateLimitSettings): number {
  return past.burstAt === null ? 0 : past.burstAt + settings.cooldownSeconds * 1000;
}

export interface BudgetSettings {
  /** Units that come back per minute. */
  readonly perMinute: number;
  /** Units that may be spent at once. */
  readonly burst: number;
}

/**
 * Spends `cost` units of one budget. The time at which it is full again is the whole budget, also when the settings
 * change: it lacks (fullAt - now) milliseconds' worth of units. A cost above the burst passes when the budget is full,
 * else it never would.
 *
 * @param fullAt at most `now` for a budget that is full
 * @returns when it is full again; with a `wait` above 0 nothing is spent
 */
export function spendFrom(
  fullAt: number,
  cost: number,
  now: number,
  { perMinute, burst }: BudgetSettings,
): { readonly wait: number; readonly fullAt: number } {
  if (cost <= 0) return { wait: 0, fullAt };
  if (perMinute <= 0) return { wait: minute, fullAt };
  const perUnit = minute / perMinute;
  const capacity = Math.max(1, burst) * perUnit;
  // Never emptier than empty, also when the settings shrink.
  const missing = Math.min(capacity, Math.max(0, fullAt - now));
  const price = Math.min(capacity, cost * perUnit);
  const wait = missing + price - capacity;
  // Sums of fractions are inexact; nobody should wait a millisecond for that.
  return wait > 1e-6 ? { wait: Math.ceil(wait), fullAt } : { wait: 0, fullAt: now + missing + price };
}

export interface Budgets {
  /** Spends `cost` units of the key's budget; gives 0, or the milliseconds to wait (then nothing is spent). */
  spend(key: string, cost: number, now: number, settings: BudgetSettings): number;
  /** What is left of the key's budget, and the milliseconds until it is full again. */
  left(key: string, now: number, settings: BudgetSettings): { readonly units: number; readonly full: number };
  /** Forgets keys whose budget is full again. */
  prune(now: number): void;
  /** Keys remembered. */
  readonly size: number;
}

export function createBudgets(): Budgets {
  /** By key: the time at which the budget is full again. */
  const fullAt = new Map<string, number>();

  return {
    spend(key, cost, now, settings) {
      const known = fullAt.get(key) ?? now;
      const after = spendFrom(known, cost, now, settings);
      if (after.fullAt !== known) fullAt.set(key, after.fullAt);
      return after.wait;
    },

    left(key, now, { perMinute, burst }) {
      const missing = Math.max(0, (fullAt.get(key) ?? now) - now);
      const units = Math.floor(Math.max(1, burst) - (missing * perMinute) / minute);
      return { units: Math.max(0, units), full: missing };
    },

    prune(now) {
      for (const [key, time] of fullAt) if (time <= now) fullAt.delete(key);
    },

    get size() {
      return fullAt.size;
    },
  };
}
