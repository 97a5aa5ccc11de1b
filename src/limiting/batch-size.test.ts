import { expect, test } from "bun:test";
import { createBatchSize } from "./batch-size.ts";

test("quick batches grow, slow ones shrink, and both end at their bounds", () => {
  const batch = createBatchSize({ least: 10, most: 60, target: 20 });
  const after = (milliseconds: number) => {
    batch.took(milliseconds);
    return batch.size;
  };
  expect(batch.size).toBe(10);
  expect([2, 2, 2, 2].map(after)).toEqual([20, 40, 60, 60]);
  // Between half of the target and the target, the size is right.
  expect([10, 20].map(after)).toEqual([60, 60]);
  expect([21, 500, 500, 500].map(after)).toEqual([30, 15, 10, 10]);
});
