import { expect, test } from "bun:test";
import fc from "fast-check";
import { createExpiringMap } from "./expiring-map.ts";

test("an entry is there until its time is over", () => {
  const memory = createExpiringMap<string>(10);
  memory.set("tea", "green", 0, 100);
  expect(memory.get("tea", 99)).toBe("green");
  expect(memory.get("tea", 100)).toBeUndefined();
  expect(memory.get("coffee", 0)).toBeUndefined();
  memory.set("tea", "black", 100, 200);
  expect(memory.get("tea", 100)).toBe("black");
  memory.delete("tea");
  expect(memory.get("tea", 100)).toBeUndefined();
});

test("when it is full, the longest untouched entry makes room", () => {
  const memory = createExpiringMap<number>(4);
  for (const key of ["a", "b", "c", "a", "d", "e"]) memory.set(key, 1, 0, 100);
  expect([..."abcde"].filter((key) => memory.get(key, 0) !== undefined)).toEqual([..."acde"]);
});

test("entries whose time is over don't stay in memory once something new comes", () => {
  const memory = createExpiringMap<number>(1000);
  for (let n = 0; n < 500; n++) memory.set(`old${n}`, n, 0, 100);
  memory.set("new", 1, 100, 200);
  expect(memory.size).toBe(1);
});

test("names like __proto__ are names like others", () => {
  const memory = createExpiringMap<number>(10);
  expect(memory.get("constructor", 0)).toBeUndefined();
  memory.set("__proto__", 5, 0, 100);
  expect(memory.get("__proto__", 0)).toBe(5);
  expect(memory.size).toBe(1);
});

test("property: it never holds more than it may, and what it gives is what was set last", () => {
  const step = fc.record({
    key: fc.constantFrom(..."abcdefgh"),
    value: fc.nat(),
    pause: fc.nat(50),
    stay: fc.nat(200),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step), (mostKeys, steps) => {
      const memory = createExpiringMap<number>(mostKeys);
      const model = new Map<string, { value: number; forgetAt: number }>();
      let now = 0;
      for (const { key, value, pause, stay } of steps) {
        now += pause;
        memory.set(key, value, now, now + stay);
        model.set(key, { value, forgetAt: now + stay });
        expect(memory.size).toBeLessThanOrEqual(mostKeys);
        if (stay > 0) expect(memory.get(key, now)).toBe(value);
        for (const [name, entry] of model) {
          const got = memory.get(name, now);
          if (got !== undefined) expect([got, entry.forgetAt > now]).toEqual([entry.value, true]);
        }
      }
    }),
  );
});
