import { expect, test } from "bun:test";
import { createExclusive } from "./exclusive.ts";

/** Names of tasks in the order of their starts, and what ends each. */
function recorder() {
  const started: string[] = [];
  const ends: Record<string, () => void> = {};
  const task = (name: string) => (done: () => void) => {
    started.push(name);
    ends[name] = done;
  };
  return { started, task, end: (name: string) => ends[name]?.() };
}

test("the next one starts when the one before has ended, in the order in which they came", () => {
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

test("who ends twice doesn't end the turn of the next one", () => {
  const exclusively = createExclusive();
  const { started, task, end } = recorder();
  for (const name of ["a", "b", "c"]) exclusively(task(name));
  end("a");
  end("a");
  expect(started).toEqual(["a", "b"]);
});

test("what a task asks for itself comes when it has ended", () => {
  const exclusively = createExclusive();
  const { started, task } = recorder();
  exclusively((done) => {
    exclusively(task("inner"));
    started.push("outer");
    done();
  });
  expect(started).toEqual(["outer", "inner"]);
});

test("many that end at once don't pile up on the stack", () => {
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

test("a task that throws keeps its turn until it is ended: its error is for who asked", () => {
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
