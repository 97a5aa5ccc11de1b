import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createBudgets, createRateLimiter } from "./rate-limit.ts";

fc.configureGlobal({ seed: 5613 });

const settings = { enabled: true, messagesPerMinute: 60, burstLimit: 10, cooldownSeconds: 30 };

describe("the message limiter", () => {
  test("the 11th action in 10 s starts a cooldown of 30 s, which refused attempts don't prolong", () => {
    const limiter = createRateLimiter();
    for (let i = 0; i < 10; i++)
      expect(limiter.attempt("ada", i * 1000, settings)).toEqual({ allowed: true });
    expect(limiter.attempt("ada", 10_000, settings)).toEqual({
      allowed: false,
      reason: "burst",
      retryAfter: 30_000,
    });
    expect(limiter.attempt("ada", 15_000, settings)).toEqual({
      allowed: false,
      reason: "cooldown",
      retryAfter: 25_000,
    });
    expect(limiter.attempt("ada", 39_999, settings)).toEqual({
      allowed: false,
      reason: "cooldown",
      retryAfter: 1,
    });
    expect(limiter.attempt("ada", 40_000, settings)).toEqual({ allowed: true });
  });

  test("10 s old still counts, a millisecond more does not", () => {
    const limiter = createRateLimiter();
    for (let i = 0; i < 10; i++) limiter.attempt("ada", 0, settings);
    expect(limiter.attempt("ada", 10_001, settings)).toEqual({ allowed: true });
    const other = createRateLimiter();
    for (let i = 0; i < 10; i++) other.attempt("ada", 0, settings);
    expect(other.attempt("ada", 10_000, settings)).toMatchObject({ reason: "burst" });
  });

  test("60 a minute; the wait lasts until the oldest leaves", () => {
    const limiter = createRateLimiter();
    const slow = { ...settings, messagesPerMinute: 3 };
    for (const at of [0, 20_000, 40_000]) expect(limiter.attempt("ada", at, slow).allowed).toBe(true);
    expect(limiter.attempt("ada", 50_000, slow)).toEqual({
      allowed: false,
      reason: "minute",
      retryAfter: 10_000,
    });
    expect(limiter.attempt("ada", 60_000, slow)).toEqual({ allowed: true });
  });

  test("users don't share, disabled charges nothing, reset forgets", () => {
    const limiter = createRateLimiter();
    const one = { ...settings, burstLimit: 1 };
    expect(limiter.attempt("ada", 0, { ...one, enabled: false }).allowed).toBe(true);
    expect(limiter.size).toBe(0);
    expect(limiter.attempt("ada", 0, one).allowed).toBe(true);
    expect(limiter.attempt("ada", 0, one).allowed).toBe(false);
    expect(limiter.attempt("bob", 0, one).allowed).toBe(true);
    limiter.reset("ada");
    expect(limiter.attempt("ada", 0, one).allowed).toBe(true);
  });

  test("new settings hold at once, for what happened before them too", () => {
    const limiter = createRateLimiter();
    for (let i = 0; i < 5; i++) limiter.attempt("ada", i * 11_000, settings);
    const strict = { ...settings, messagesPerMinute: 2 };
    expect(limiter.attempt("ada", 50_000, strict)).toEqual({
      allowed: false,
      reason: "minute",
      retryAfter: 43_000,
    });
    expect(limiter.attempt("ada", 93_000, strict)).toEqual({ allowed: true });
    expect(limiter.attempt("ada", 93_000, settings)).toEqual({ allowed: true });
  });

  test("the status is told in the wire's words, with seconds rounded up", () => {
    const limiter = createRateLimiter();
    const two = { ...settings, burstLimit: 2 };
    const limits = { messages_per_minute_limit: 60, burst_limit: 2 };
    expect(limiter.status("ada", 0, two)).toEqual({
      messages_this_minute: 0,
      recent_messages: 0,
      cooldown_remaining: 0,
      ...limits,
    });
    for (const at of [0, 20_000, 20_000, 20_500]) limiter.attempt("ada", at, two);
    expect(limiter.status("ada", 21_000, two)).toEqual({
      messages_this_minute: 3,
      recent_messages: 2,
      cooldown_remaining: 30,
      ...limits,
    });
    expect(limiter.size).toBe(1);
  });

  test("idle users are forgotten as soon as nothing depends on them, and not before", () => {
    const limiter = createRateLimiter();
    const long = { ...settings, burstLimit: 1, cooldownSeconds: 300 };
    limiter.attempt("ada", 0, settings);
    limiter.attempt("bob", 0, long);
    limiter.attempt("bob", 1, long);
    limiter.prune(59_999);
    expect(limiter.size).toBe(2);
    limiter.prune(60_000);
    expect(limiter.size).toBe(1);
    expect(limiter.attempt("bob", 300_000, long)).toMatchObject({ reason: "cooldown", retryAfter: 1 });
    limiter.prune(300_001);
    expect(limiter.size).toBe(0);
  });
});

/** The six steps of the algorithm in their plainest form, without regard to memory and speed. */
function naiveLimiter() {
  const allowed: number[] = [];
  let bursts: number[] = [];
  return (t: number, m: number, b: number, c: number) => {
    const inMinute = allowed.filter((time) => t - time < 60_000);
    bursts = bursts.filter((time) => t - time < c * 1000);
    const lastBurst = bursts.at(-1);
    if (lastBurst !== undefined)
      return { allowed: false, reason: "cooldown", retryAfter: lastBurst + c * 1000 - t };
    if (inMinute.length >= m)
      return { allowed: false, reason: "minute", retryAfter: 60_000 - (t - (inMinute[0] ?? t)) };
    if (allowed.filter((time) => t - time <= 10_000).length >= b) {
      bursts.push(t);
      return { allowed: false, reason: "burst", retryAfter: c * 1000 };
    }
    allowed.push(t);
    return { allowed: true };
  };
}

test("the limiter does what the six steps say, pruned or not", () => {
  const step = fc.record({
    wait: fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom(10_000, 60_000),
    ),
    prune: fc.boolean(),
  });
  const numbers = fc.record({
    m: fc.integer({ min: 1, max: 12 }),
    b: fc.integer({ min: 1, max: 8 }),
    c: fc.integer({ min: 1, max: 90 }),
  });
  fc.assert(
    fc.property(numbers, fc.array(step, { minLength: 20, maxLength: 120 }), ({ m, b, c }, steps) => {
      const limiter = createRateLimiter();
      const naive = naiveLimiter();
      const same = { enabled: true, messagesPerMinute: m, burstLimit: b, cooldownSeconds: c };
      let now = 1_000_000;
      for (const { wait, prune } of steps) {
        now += wait;
        if (prune) limiter.prune(now);
        const result = limiter.attempt("ada", now, same);
        expect(result).toEqual(naive(now, m, b, c) as typeof result);
        if (!result.allowed) expect(Number.isInteger(result.retryAfter) && result.retryAfter > 0).toBe(true);
        expect(limiter.status("ada", now, same).messages_this_minute).toBeLessThanOrEqual(m);
      }
    }),
  );
});

describe("budgets", () => {
  const budget = { perMinute: 60, burst: 3 };

  test("the burst at once, then as units come back", () => {
    const budgets = createBudgets();
    expect([0, 0, 0, 0].map((now) => budgets.spend("ada", 1, now, budget))).toEqual([0, 0, 0, 1000]);
    expect(budgets.spend("ada", 1, 999, budget)).toBe(1);
    expect(budgets.spend("ada", 1, 1000, budget)).toBe(0);
    expect(budgets.spend("bob", 1, 1000, budget)).toBe(0);
  });

  test("a cost above the burst passes with a full budget only", () => {
    const budgets = createBudgets();
    expect(budgets.spend("ada", 5, 0, budget)).toBe(0);
    expect(budgets.spend("ada", 5, 1000, budget)).toBe(2000);
    expect(budgets.spend("ada", 5, 3000, budget)).toBe(0);
  });

  test("a budget of nothing lets nothing through, and no cost needs no budget", () => {
    const budgets = createBudgets();
    expect(budgets.spend("ada", 1, 0, { perMinute: 0, burst: 5 })).toBeGreaterThan(0);
    expect(budgets.spend("ada", 0, 0, budget)).toBe(0);
    expect(budgets.size).toBe(0);
  });

  test("new settings hold at once", () => {
    const budgets = createBudgets();
    for (let i = 0; i < 3; i++) budgets.spend("ada", 1, 1e12, budget);
    expect(budgets.spend("ada", 1, 1e12, budget)).toBe(1000);
    expect(budgets.spend("ada", 1, 1e12, { perMinute: 600, burst: 3 })).toBe(100);
  });

  test("full budgets are forgotten", () => {
    const budgets = createBudgets();
    budgets.spend("ada", 1, 0, budget);
    budgets.prune(999);
    expect(budgets.size).toBe(1);
    budgets.prune(1000);
    expect(budgets.size).toBe(0);
  });

  test("they are a token bucket: compared with one that counts exactly, pruned or not", () => {
    // Rates that divide a minute, so that the bucket below can count in whole milliseconds' worth.
    const perMinute = fc.constantFrom(1, 6, 20, 60, 120, 600, 60_000);
    const step = fc.record({
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 200_000 })),
      cost: fc.integer({ min: 1, max: 6 }),
      prune: fc.boolean(),
    });
    fc.assert(
      fc.property(
        perMinute,
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { maxLength: 80 }),
        (rate, burst, steps) => {
          const budgets = createBudgets();
          const unit = 60_000 / rate;
          let held = burst * unit;
          let now = 0;
          for (const { wait, cost, prune } of steps) {
            now += wait;
            held = Math.min(burst * unit, held + wait);
            if (prune) budgets.prune(now);
            const price = Math.min(cost, burst) * unit;
            expect(budgets.spend("ada", cost, now, { perMinute: rate, burst })).toBe(
              Math.max(0, price - held),
            );
            if (held >= price) held -= price;
          }
        },
      ),
    );
  });

  test("a user who waits as long as told is let in at any rate", () => {
    const rates = fc.record({
      perMinute: fc.double({ min: 0.1, max: 10_000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }), (rate, costs) => {
        const budgets = createBudgets();
        let now = 1.7e12;
        for (const cost of costs) {
          const wait = budgets.spend("ada", cost, now, rate);
          if (wait === 0) continue;
          now += wait;
          expect(budgets.spend("ada", cost, now, rate)).toBe(0);
        }
      }),
    );
  });
});
