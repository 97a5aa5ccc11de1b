import { expect, test } from "bun:test";
import { createPace } from "./pace.ts";

test("a sender has half a minute, then a kilobyte a second on average is enough", () => {
  let now = 1000;
  const isTooSlow = createPace(() => now);
  now += 30_000;
  expect(isTooSlow(1)).toBe(false);
  now += 10_000;
  expect(isTooSlow(10 * 1024 - 1)).toBe(true);
  expect(isTooSlow(10 * 1024)).toBe(false);
});
