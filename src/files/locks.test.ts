import { expect, test } from "bun:test";
import { createLocks } from "./locks.ts";

test("work on the same key runs in order, other work meanwhile, also after a failure", async () => {
  const locks = createLocks();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = locks.run(["a", "b"], async () => {
    await gate.promise;
    order.push("first");
    throw new Error("broken");
  });
  const second = locks.run(["b", "c", "b"], async () => void order.push("second"));
  const third = locks.run(["c"], async () => void order.push("third"));
  await locks.run(["d"], async () => void order.push("other"));
  gate.resolve();
  await expect(first).rejects.toThrow("broken");
  await Promise.all([second, third]);
  expect(order).toEqual(["other", "first", "second", "third"]);
});
