import { expect, test } from "bun:test";
import fc from "fast-check";
import { createSlowMode } from "./slow-mode.ts";

test("messages are at least the pause apart, and members who wait as long as told may post", () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    user: fc.constantFrom("a", "b"),
    room: fc.constantFrom(1, 2),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 15 }), (steps, pause) => {
      const mode = createSlowMode();
      const last = new Map<string, number>();
      let now = 0;
      for (const { after, user, room } of steps) {
        now += after;
        const key = `${user} ${room}`;
        const until = (last.get(key) ?? Number.NEGATIVE_INFINITY) + pause * 1000;
        expect(mode.attempt(user, room, now, pause)).toBe(Math.max(0, until - now));
        if (until <= now) last.set(key, now);
      }
    }),
  );
});

test("a pause that is changed holds at once", () => {
  const mode = createSlowMode();
  expect(mode.attempt("a", 1, 0, 10)).toBe(0);
  expect(mode.attempt("a", 1, 5000, 60)).toBe(55_000);
  expect(mode.attempt("a", 1, 5000, 0)).toBe(0);
  expect(mode.attempt("a", 1, 5000, 5)).toBe(0);
});

test("what did not come about is taken back, with what was before it", () => {
  const mode = createSlowMode();
  mode.attempt("a", 1, 0, 10);
  mode.undo("a", 1);
  expect(mode.attempt("a", 1, 1, 10)).toBe(0);
  expect(mode.attempt("a", 1, 10_001, 10)).toBe(0);
  mode.undo("a", 1);
  expect(mode.attempt("a", 1, 10_001, 20)).toBe(10_000);
});

test("it forgets what is over, and the oldest when there is too much", () => {
  const mode = createSlowMode(2);
  mode.attempt("a", 1, 0, 10);
  mode.attempt("b", 1, 1, 10);
  mode.attempt("c", 1, 2, 10);
  expect(mode.size).toBe(2);
  expect(mode.attempt("a", 1, 3, 10)).toBe(0);
  expect(mode.attempt("c", 1, 3, 10)).toBeGreaterThan(0);
  mode.prune(21_600_002);
  expect(mode.size).toBe(1);
  mode.prune(21_600_003);
  expect(mode.size).toBe(0);
});
