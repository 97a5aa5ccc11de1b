import { expect, test } from "bun:test";
import { createTurns } from "./turns.ts";

test("one piece of work at a time, with a rest that is a multiple of it, also after a failure", async () => {
  let now = 0;
  const rests: number[] = [];
  const ends: (() => void)[] = [];
  const sleep = (milliseconds: number) => {
    rests.push(milliseconds);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const turns = createTurns(() => now, sleep);
  const done: string[] = [];
  const first = turns.run(async () => {
    now += 4;
    throw new Error("broken");
  });
  const second = turns.run(async () => {
    now += 1;
    done.push("second");
  });
  const brief = async () => {
    now += 0.15;
  };
  const small = [turns.run(brief), turns.run(brief)];
  const third = turns.run(async () => void done.push("third"));
  await expect(first).rejects.toThrow("broken");
  expect([done, rests]).toEqual([[], [20]]);
  ends[0]?.();
  await second;
  expect([done, rests]).toEqual([["second"], [20, 5]]);
  ends[1]?.();
  await Promise.all(small);
  expect(rests).toEqual([20, 5, expect.closeTo(1.5)]);
  ends[2]?.();
  await third;
  expect(done).toEqual(["second", "third"]);
});
