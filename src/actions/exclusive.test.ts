import { expect, test } from "bun:test";
import { createExclusive } from "./exclusive.ts";

/** Names of tasks in the order of their starts, and a function that ends each. */
function recorder() {
  const started: string[] = [];
  const ends: Record<string, () => void> = {};
  const task = (name: string) => (done: () => void) => {
    started.push(name);
    ends[name] = done;
  };
  return { started, task, end: (name: string) => ends[name]?.() };
}

test("a task starts when the one before it has ended, in the order in which they came", () => {
  const exclusively = createExclusive();
  const { started, task, end } = recorder();
  for (const name of ["a", "b", "c"]) exclusively(task(name));
  expect(started).toEqual(["a"]);
  end("a");
  expect(started).toEqual(["a", "b"]);
  end("b");
  end("c");
  exclusively(task("d"));
  expect(started).toEqual(["a", "b", "c", "d"]);
});

test("a task that ends twice doesn't end the turn of the next one", () => {
  const exclusively = createExclusive();
  const { started, task, end } = recorder();
  for (const name of ["a", "b", "c"]) exclusively(task(name));
  end("a");
  end("a");
  expect(started).toEqual(["a", "b"]);
});

test("a task that is added by a running task starts after that one has ended", () => {
  const exclusively = createExclusive();
  const { started, task } = recorder();
  exclusively((done) => {
    exclusively(task("inner"));
    started.push("outer");
    done();
  });
  expect(started).toEqual(["outer", "inner"]);
});

test("many tasks that end at once don't deepen the stack", () => {
  const exclusively = createExclusive();
  let count = 0;
  let release = () => {};
  exclusively((done) => {
    release = done;
  });
  for (let n = 0; n < 100_000; n++) {
    exclusively((done) => {
      count++;
      done();
    });
  }
  release();
  expect(count).toBe(100_000);
});

test("a task that throws keeps its turn until it is ended, and the caller gets the error", () => {
  const exclusively = createExclusive();
  const { started, task } = recorder();
  let end = () => {};
  expect(() =>
    exclusively((done) => {
      end = done;
      throw new Error("broken");
    }),
  ).toThrow("broken");
  exclusively(task("next"));
  expect(started).toEqual([]);
  end();
  expect(started).toEqual(["next"]);
});
