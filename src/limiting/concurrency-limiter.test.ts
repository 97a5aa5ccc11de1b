import { expect, test } from "bun:test";
import { createConcurrencyLimiter } from "./concurrency-limiter.ts";

function job() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { started: false };
  const work = () => {
    state.started = true;
    return promise;
  };
  return { work, resolve, reject, state };
}

/** Lets everything run that is ready to. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("only so much work runs at once, the rest in the order in which it came", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 2, waiting: 10 });
  const jobs = [job(), job(), job(), job()] as const;
  const results = jobs.map(({ work }, n) => limiter.run(["home", String(n)], work));
  await settle();
  expect(jobs.map(({ state }) => state.started)).toEqual([true, true, false, false]);
  expect(limiter.waiting).toBe(2);
  jobs[1].resolve("second");
  await settle();
  expect(jobs.map(({ state }) => state.started)).toEqual([true, true, true, false]);
  for (const { resolve } of jobs) resolve("done");
  expect(await Promise.all(results)).toEqual(["done", "second", "done", "done"]);
  expect(limiter.waiting).toBe(0);
});

/** Runs what is given one at a time behind a first piece of work, and gives the order in which it started. */
async function orderOf(lanes: readonly (readonly [string, string])[], atOnce = 1): Promise<string[]> {
  const limiter = createConcurrencyLimiter({ atOnce, waiting: 1000 });
  const blocker = job();
  const order: string[] = [];
  const first = limiter.run(["blocker", ""], blocker.work);
  const all = lanes.map(([group, member]) =>
    limiter.run([group, member], async () => void order.push(`${group}${member}`)),
  );
  blocker.resolve("");
  await Promise.all([first, ...all]);
  return order;
}

test("groups are served in turn, and in a group its members", async () => {
  const lanes = [
    ...Array.from({ length: 3 }, () => ["a", "1"] as const),
    ...Array.from({ length: 3 }, () => ["a", "2"] as const),
    ["b", "1"] as const,
    ["b", "2"] as const,
    ["c", "1"] as const,
  ];
  expect(await orderOf(lanes)).toEqual(["a1", "b1", "c1", "a2", "b2", "a1", "a2", "a1", "a2"]);
});

test("22 groups with 45 pieces each delay another's piece by one turn of each", async () => {
  const flood = Array.from({ length: 22 * 45 }, (_, n) => [`flood${n % 22}`, String(n)] as const);
  const order = await orderOf([...flood, ["home", "mira"]]);
  expect(order.indexOf("homemira")).toBe(22);
});

test("two pieces of one member never run at once", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 3, waiting: 10 });
  const [first, second, other] = [job(), job(), job()];
  const results = [
    limiter.run(["home", "mira"], first.work),
    limiter.run(["home", "mira"], second.work),
    limiter.run(["home", "ben"], other.work),
  ];
  await settle();
  expect([first, second, other].map(({ state }) => state.started)).toEqual([true, false, true]);
  first.resolve("1");
  await settle();
  expect(second.state.started).toBe(true);
  second.resolve("2");
  other.resolve("3");
  expect(await Promise.all(results)).toEqual(["1", "2", "3"]);
});

test("work that fails gives its place to the next, and its error to the caller", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 1, waiting: 1 });
  const [first, second] = [job(), job()];
  const failed = limiter.run(["home", "a"], first.work);
  const waited = limiter.run(["home", "b"], second.work);
  first.reject(new Error("broken"));
  second.resolve("fine");
  await expect(failed).rejects.toThrow("broken");
  expect(await waited).toBe("fine");
});

test("when too much waits, the group with most of it loses its newest, and a quiet group loses nothing", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 1, waiting: 3 });
  const running = job();
  const first = limiter.run(["flood", "0"], running.work);
  const flood = Array.from({ length: 3 }, (_, n) => limiter.run(["flood", "x"], async () => `flood ${n}`));
  const home = limiter.run(["home", "mira"], async () => "mira");
  expect(await flood[2]).toBeNull();
  const late = limiter.run(["flood", "y"], async () => "late");
  running.resolve("first");
  expect(await Promise.all([first, home])).toEqual(["first", "mira"]);
  expect(await Promise.all([...flood, late])).toEqual(["flood 0", null, null, "late"]);
  expect(await limiter.run(["flood", "z"], async () => "served again")).toBe("served again");
});

test("once it is stopped, what runs goes on, what waits and what comes is refused", async () => {
  const limiter = createConcurrencyLimiter({ atOnce: 1, waiting: 10 });
  const running = job();
  const first = limiter.run(["home", "a"], running.work);
  const waits = limiter.run(["home", "b"], async () => "waited");
  limiter.stop();
  expect(await waits).toBeNull();
  expect(await limiter.run(["home", "c"], async () => "came")).toBeNull();
  running.resolve("done");
  expect(await first).toBe("done");
  expect(limiter.waiting).toBe(0);
});
