import { expect, test } from "bun:test";
import { createTurns } from "./turns.ts";

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
  const turns = createTurns({ atOnce: 2, waiting: 10 });
  const jobs = [job(), job(), job(), job()] as const;
  const results = jobs.map(({ work }) => turns(work));
  await settle();
  expect(jobs.map(({ state }) => state.started)).toEqual([true, true, false, false]);
  jobs[1].resolve("second");
  await settle();
  expect(jobs.map(({ state }) => state.started)).toEqual([true, true, true, false]);
  for (const { resolve } of jobs) resolve("done");
  expect(await Promise.all(results)).toEqual(["done", "second", "done", "done"]);
});

test("work that fails gives its place to the next, and its error to who asked", async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 });
  const [first, second] = [job(), job()];
  const failed = turns(first.work);
  const waited = turns(second.work);
  first.reject(new Error("broken"));
  second.resolve("fine");
  await expect(failed).rejects.toThrow("broken");
  expect(await waited).toBe("fine");
});

test("who comes when the line is full is refused, and served again once it is shorter", async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 });
  const [first, second, third, later] = [job(), job(), job(), job()];
  const taken = [turns(first.work), turns(second.work)];
  expect(turns(third.work)).toBeNull();
  expect(third.state.started).toBe(false);
  first.resolve("one");
  second.resolve("two");
  expect(await Promise.all(taken)).toEqual(["one", "two"]);
  later.resolve("later");
  expect(await turns(later.work)).toBe("later");
});
