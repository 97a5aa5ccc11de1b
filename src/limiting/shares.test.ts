import { expect, test } from "bun:test";
import { createShares } from "./shares.ts";

test("so much of each key at once; what has ended makes room, also when it failed", async () => {
  const shares = createShares(2);
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const [one, two] = [shares.run("a", () => first.promise), shares.run("a", () => second.promise)];
  expect(await shares.run("a", async () => "three")).toBeNull();
  expect(await shares.run("b", async () => "four")).toBe("four");
  first.reject(new Error("broken"));
  await expect(one).rejects.toThrow("broken");
  expect(await shares.run("a", async () => "five")).toBe("five");
  second.resolve("two");
  expect(await two).toBe("two");
});
