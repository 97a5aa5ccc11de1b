import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fail } from "../protocol/errors.ts";
import { createAttempts } from "./attempts.ts";

const second = 1000;
const minute = 60 * second;
const home = "192.0.2.7";

const attemptsWith = (loginsPerMinute = 5, registrationsPerMinute = 5) =>
  createAttempts(() => ({ loginsPerMinute, registrationsPerMinute }));

/** An address that nobody else has. */
const addressNo = (n: number) => `198.18.${n >> 8}.${n & 255}`;

describe("logins of an account", () => {
  test("five fail in a minute, the sixth is told how long to wait", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 5; n++) expect(attempts.login("mira", home, n * second)).toBeNull();
    expect(attempts.login("mira", home, 5 * second)).toEqual({
      code: "too_many_attempts",
      val: "Too many attempts; wait 59 seconds",
      retryAfter: 59 * second,
    });
    expect(attempts.login("mira", "198.51.100.1", 5 * second)).not.toBeNull();
    expect(attempts.login("ben", home, 5 * second)).toBeNull();
  });

  test("slow failures never lead to a delay", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 100; n++) expect(attempts.login("mira", home, n * 15 * second)).toBeNull();
  });

  test("each further failure doubles the delay, up to 15 minutes", () => {
    const attempts = attemptsWith();
    let now = 0;
    for (let n = 0; n < 5; n++) attempts.login("mira", home, now);
    const delays: number[] = [];
    for (let n = 0; n < 7; n++) {
      const delay = attempts.login("mira", home, now)?.retryAfter ?? 0;
      delays.push(delay / minute);
      expect(attempts.login("mira", home, now + delay - 1)).not.toBeNull();
      now += delay;
      expect(attempts.login("mira", home, now)).toBeNull();
    }
    expect(delays).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  test("asking during a delay costs nothing and prolongs nothing", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 5; n++) attempts.login("mira", home, 0);
    for (let at = second; at < minute; at += second) {
      expect(attempts.login("mira", home, at)?.retryAfter).toBe(minute - at);
    }
    expect(attempts.login("mira", home, minute)).toBeNull();
    expect(attempts.login("mira", home, minute)?.retryAfter).toBe(2 * minute);
  });

  test("a success clears the account's count", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 4; n++) attempts.login("mira", home, 0);
    expect(attempts.login("mira", home, 0)).toBeNull();
    attempts.succeeded("mira", home);
    for (let n = 0; n < 5; n++) expect(attempts.login("mira", home, 0)).toBeNull();
    expect(attempts.login("mira", home, 0)).not.toBeNull();
  });

  test("a quiet quarter of an hour after the delay forgets the failures", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 5; n++) attempts.login("mira", home, 0);
    expect(attempts.login("mira", home, 16 * minute - 1)).toBeNull();
    expect(attempts.login("mira", home, 16 * minute)?.retryAfter).toBe(2 * minute - 1);

    const later = 60 * minute;
    for (let n = 0; n < 5; n++) expect(attempts.login("mira", home, later)).toBeNull();
    expect(attempts.login("mira", home, later)?.retryAfter).toBe(minute);
  });

  test("a changed limit counts at once", () => {
    let loginsPerMinute = 5;
    const attempts = createAttempts(() => ({ loginsPerMinute, registrationsPerMinute: 1 }));
    for (let n = 0; n < 3; n++) attempts.login("mira", home, 0);
    loginsPerMinute = 2;
    expect(attempts.login("mira", home, 0)).toBeNull();
    expect(attempts.login("mira", home, 0)).not.toBeNull();
  });

  test("a clock that is set back keeps nobody out for longer than the delay", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 5; n++) attempts.login("mira", home, 1000 * minute);
    expect(attempts.login("mira", home, 0)?.retryAfter).toBe(minute);
    expect(attempts.login("mira", home, minute)).toBeNull();
  });

  test("property: whatever the times, failures stay under the limit and the told wait is exact", () => {
    const step = fc.record({
      pause: fc.oneof(fc.nat(20 * second), fc.nat(20 * minute)),
      account: fc.constantFrom("mira", "ben"),
      good: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 200 }), (limit, steps) => {
        const attempts = attemptsWith(limit);
        const failures = new Map<string, number[]>();
        let now = 1_700_000_000_000;
        let address = 0;
        for (const { pause, account, good } of steps) {
          now += pause;
          // A new address each time, so that only the account counts.
          const from = addressNo(address++);
          const refused = attempts.login(account, from, now);
          const past = failures.get(account) ?? [];
          const recent = past.filter((time) => now - time < minute).length;
          if (refused === null) {
            expect(recent).toBeLessThan(limit);
            if (good) attempts.succeeded(account, from);
            failures.set(account, good ? [] : [...past, now]);
          } else {
            expect(past.length).toBeGreaterThanOrEqual(limit);
            const wait = refused.retryAfter ?? 0;
            expect(wait).toBeWithin(1, 15 * minute + 1);
            expect(attempts.login(account, from, now + wait - 1)).not.toBeNull();
          }
        }
      }),
    );
  });

  test("property: after the told wait exactly one more failure is let in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(10), (limit, rounds) => {
        const attempts = attemptsWith(limit);
        let now = 0;
        for (let n = 0; n < limit; n++) expect(attempts.login("mira", home, now)).toBeNull();
        for (let n = 0; n < rounds; n++) {
          now += attempts.login("mira", home, now)?.retryAfter ?? 0;
          expect(attempts.login("mira", home, now)).toBeNull();
          expect(attempts.login("mira", home, now)).not.toBeNull();
        }
      }),
    );
  });
});

describe("logins of an address", () => {
  test("it may fail ten times as often as an account, then waits too", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 50; n++) expect(attempts.login(`account${n}`, home, 0)).toBeNull();
    expect(attempts.login("mira", home, 0)?.retryAfter).toBe(minute);
    expect(attempts.login("mira", "198.51.100.1", 0)).toBeNull();
  });

  test("a refusal of the address is not counted against the account", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 50; n++) attempts.login(`account${n}`, home, 0);
    for (let n = 0; n < 20; n++) expect(attempts.login("mira", home, 0)).not.toBeNull();
    for (let n = 0; n < 5; n++) expect(attempts.login("mira", "198.51.100.1", 0)).toBeNull();
  });

  test("good logins never use it up: a school may come back at once after a restart", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 1000; n++) {
      expect(attempts.login(`pupil${n}`, home, 0)).toBeNull();
      attempts.succeeded(`pupil${n}`, home);
    }
    // Fifty under way at once are as many as fit; each good one makes room again.
    for (let n = 0; n < 50; n++) expect(attempts.login(`pupil${n}`, home, 0)).toBeNull();
    expect(attempts.login("mira", home, 0)).not.toBeNull();
    attempts.succeeded("pupil0", home);
    expect(attempts.login("mira", home, 0)).toBeNull();
  });

  test("good logins don't keep the bad ones of the past in memory", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 50; n++) attempts.login(`account${n}`, home, 0);
    for (let at = minute; at < 16 * minute; at += minute) {
      expect(attempts.login("mira", home, at)).toBeNull();
      attempts.succeeded("mira", home);
    }
    for (let n = 0; n < 50; n++) expect(attempts.login(`account${n}`, home, 16 * minute)).toBeNull();
  });

  test("one good account doesn't hide bad guesses at others", () => {
    const attempts = attemptsWith();
    let guesses = 0;
    for (let n = 0; n < 1000; n++) {
      if (attempts.login("own", home, 0) === null) attempts.succeeded("own", home);
      if (attempts.login(`victim${n}`, home, 0) === null) guesses++;
    }
    expect(guesses).toBe(50);
  });

  test("property: good logins in between change nothing about how many bad ones are let in", () => {
    const pause = fc.oneof(fc.nat(20 * second), fc.nat(20 * minute));
    const guess = fc.record({ pause, goodOnes: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(guess, { minLength: 30, maxLength: 150 }), (guesses) => {
        const [plain, mixed] = [attemptsWith(1), attemptsWith(1)];
        let now = 0;
        for (const [n, { pause, goodOnes }] of guesses.entries()) {
          now += pause;
          for (let good = 0; good < goodOnes; good++) {
            if (mixed.login("own", home, now) === null) mixed.succeeded("own", home);
          }
          const [alone, among] = [plain, mixed].map((each) => each.login(`victim${n}`, home, now));
          expect(among).toEqual(alone ?? null);
        }
      }),
    );
  });

  test("an IPv6 network of 64 bits counts as one, an address in another as another", () => {
    const attempts = attemptsWith();
    const spellings = [
      "2001:db8:0:7::1",
      "2001:DB8:0:7:ffff:1:2:3",
      "2001:0db8::7:0:0:0:9",
      "2001:db8:0:7::192.0.2.1",
    ];
    for (let n = 0; n < 50; n++) attempts.login(`account${n}`, spellings[n % spellings.length] ?? "", 0);
    for (const spelling of spellings) expect(attempts.login("mira", spelling, 0)).not.toBeNull();
    for (const other of ["2001:db8:0:8::1", "2001:db8::7", "::1", "::"]) {
      expect(attempts.login("mira", other, 0)).toBeNull();
    }
  });

  test("an IPv6 address that ends with an IPv4 one is of the same network however it is written", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 50; n++) attempts.login(`account${n}`, "2001:0:db8:7:1:2:c000:201", 0);
    expect(attempts.login("mira", "2001::db8:7:1:2:192.0.2.1", 0)).not.toBeNull();
  });

  test("an IPv4 address counts as the same when it comes written as IPv6", () => {
    const attempts = attemptsWith();
    for (let n = 0; n < 50; n++) attempts.login(`account${n}`, `::ffff:${home}`, 0);
    expect(attempts.login("mira", home, 0)).not.toBeNull();
    expect(attempts.login("mira", "::ffff:192.0.2.8", 0)).toBeNull();
  });
});

describe("registrations", () => {
  test("so many per minute and address, whatever became of them", () => {
    const attempts = attemptsWith(5, 3);
    for (const at of [0, 10, 20]) expect(attempts.registration(home, at * second)).toBeNull();
    expect(attempts.registration(home, 30 * second)).toEqual({
      ...fail("too_many_attempts", { seconds: 30 }),
      retryAfter: 30 * second,
    });
    expect(attempts.registration("198.51.100.1", 30 * second)).toBeNull();
    expect(attempts.registration(home, minute - 1)).not.toBeNull();
    expect(attempts.registration(home, minute)).toBeNull();
    expect(attempts.registration(home, minute)?.retryAfter).toBe(10 * second);
  });

  test("they and logins don't count for each other", () => {
    const attempts = attemptsWith(5, 1);
    attempts.registration(home, 0);
    expect(attempts.login("mira", home, 0)).toBeNull();
  });

  test("a lowered limit and a clock set back keep nobody out for more than a minute", () => {
    let registrationsPerMinute = 10;
    const attempts = createAttempts(() => ({ loginsPerMinute: 5, registrationsPerMinute }));
    for (let n = 0; n < 10; n++) attempts.registration(home, 1000 * minute + n * second);
    registrationsPerMinute = 2;
    expect(attempts.registration(home, 1000 * minute + 10 * second)?.retryAfter).toBe(58 * second);
    expect(attempts.registration(home, 0)?.retryAfter).toBe(minute);
  });
});

describe("remembered refusals", () => {
  test("are repeated for ten seconds to the same person at the same address", () => {
    const attempts = attemptsWith();
    const refusal = fail("banned");
    expect(attempts.remembered("id-1", home, 0)).toBeNull();
    attempts.remember("id-1", home, refusal, 0);
    expect(attempts.remembered("id-1", home, 10 * second - 1)).toBe(refusal);
    expect(attempts.remembered("id-1", home, 10 * second)).toBeNull();
    expect(attempts.remembered("id-2", home, 1)).toBeNull();
    expect(attempts.remembered("id-1", "198.51.100.1", 1)).toBeNull();
  });
});

describe("memory", () => {
  test("holds ten thousand accounts; the longest untouched one is forgotten first", () => {
    const attempts = attemptsWith(2);
    // The address changes with each, so that only the accounts count.
    const login = (account: string, n: number) => attempts.login(account, addressNo(n), 0);
    for (const n of [0, 1]) login("mira", n);
    for (const n of [0, 1]) login("ben", n);
    for (let n = 0; n < 9998; n++) login(`other${n}`, n);
    expect(login("mira", 10_001)).not.toBeNull();
    login("one more", 10_002);
    expect(login("mira", 10_003)).toBeNull();
    expect(login("zoe", 10_004)).toBeNull();
    expect(login("other9997", 10_005)).toBeNull();
    expect(login("other9997", 10_005)).not.toBeNull();
  });

  test("keeps no names that no account can have", () => {
    const attempts = attemptsWith(1);
    const endless = "x".repeat(129);
    for (let n = 0; n < 10; n++) expect(attempts.login(endless, home, 0)).toBeNull();
    expect(attempts.login("mira", home, 0)).not.toBeNull();
  });

  test("is not confused by names like __proto__", () => {
    const attempts = attemptsWith(1);
    expect(attempts.login("__proto__", "constructor", 0)).toBeNull();
    expect(attempts.login("__proto__", "constructor", 0)).not.toBeNull();
    expect(attempts.login("toString", home, 0)).toBeNull();
  });
});
