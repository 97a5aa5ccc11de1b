import { expect, test } from "bun:test";
import { createPlaces } from "./places.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("so many at once of each key and of all; the next one waits for a free place", async () => {
  const places = createPlaces({ ofKey: 1, inAll: 2, waiting: 1 });
  const entered: string[] = [];
  const enter = async (key: string) => {
    const leave = await places.enter(key);
    entered.push(leave ? key : `${key} refused`);
    return leave;
  };
  const [a1] = await Promise.all([enter("a"), enter("b")]);
  const waiting = [enter("a"), enter("c"), enter("a")];
  await settle();
  expect(entered).toEqual(["a", "b", "a refused"]);
  // Its place goes to the first that waits, and leaving twice frees nothing more.
  a1?.();
  a1?.();
  await settle();
  expect(entered).toEqual(["a", "b", "a refused", "a"]);
  (await waiting[0])?.();
  (await waiting[1])?.();
  expect(entered.at(-1)).toBe("c");
});
