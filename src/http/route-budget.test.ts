import { expect, test } from "bun:test";
import { createRouteBudget, withFields } from "./route-budget.ts";

test("says what is left of a budget, and how long a request has to wait", () => {
  let now = 1000;
  const budget = createRouteBudget(
    "looks",
    () => ({ perMinute: 30, burst: 2 }),
    () => now,
  );
  const policy = { "RateLimit-Policy": '"looks";q=2;w=4' };
  expect(budget.fields("a")).toEqual({ ...policy, RateLimit: '"looks";r=2;t=0' });
  expect(budget.charge("a")).toEqual({ wait: 0, fields: { ...policy, RateLimit: '"looks";r=1;t=2' } });
  expect(budget.charge("a")).toEqual({ wait: 0, fields: { ...policy, RateLimit: '"looks";r=0;t=4' } });
  expect(budget.charge("a")).toEqual({
    wait: 2000,
    fields: { ...policy, RateLimit: '"looks";r=0;t=4', "Retry-After": "2" },
  });
  expect(budget.charge("b").wait).toBe(0);
  now += 2000;
  expect(budget.charge("a").wait).toBe(0);
  // Idle keys are forgotten, and lose nothing by that.
  now += 120_000;
  expect(budget.charge("b")).toEqual({ wait: 0, fields: { ...policy, RateLimit: '"looks";r=1;t=2' } });
});

test("a new configuration counts at once; 0 is no limit and says nothing", () => {
  let perMinute = 1;
  const budget = createRouteBudget(
    "uploads",
    () => ({ perMinute, burst: perMinute }),
    () => 1,
  );
  expect(budget.charge("a").wait).toBe(0);
  expect(budget.charge("a").wait).toBe(60_000);
  perMinute = 0;
  expect(budget.charge("a")).toEqual({ wait: 0, fields: {} });
  expect(budget.fields("a")).toEqual({});
});

test("a response gets the fields beside its own", () => {
  const response = withFields(new Response("x", { headers: { ETag: "y" } }), { RateLimit: "z" });
  expect([response.headers.get("etag"), response.headers.get("ratelimit")]).toEqual(["y", "z"]);
});
