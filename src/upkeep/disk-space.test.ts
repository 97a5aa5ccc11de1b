import { expect, test } from "bun:test";
import { watchDiskSpace } from "./disk-space.ts";

const reserve = 1000;

/** A disk with so much space, which changes when the test says so. */
function disk(space: number | null) {
  let free = space;
  const told: string[] = [];
  const log = (level: string) => (message: string) => void told.push(`${level}: ${message.split(":")[0]}`);
  let wanted = reserve;
  const measure = { now: () => free, later: async () => free };
  const watch = watchDiskSpace(
    {
      folder: "/",
      reserve: () => wanted,
      log: { info: log("info"), warn: log("warn"), error: log("error") },
      onLow: () => void told.push("owners"),
    },
    measure,
  );
  return {
    watch,
    told,
    async is(space: number | null) {
      free = space;
      await watch.look();
      return watch.isLow;
    },
    reserves(bytes: number) {
      wanted = bytes;
      watch.review();
      return watch.isLow;
    },
    [Symbol.dispose]: watch.stop,
  };
}

test("the log warns before there is too little, and owners are told when there is", async () => {
  using some = disk(10_000);
  expect(await some.is(4000)).toBe(false);
  expect(some.told).toEqual([]);
  expect(await some.is(3999)).toBe(false);
  expect(some.told.splice(0)).toEqual(["warn: The disk is filling up"]);
  expect(await some.is(1000)).toBe(false);
  expect(await some.is(999)).toBe(true);
  expect(some.told.splice(0)).toEqual(["error: The disk is almost full", "owners"]);
  expect(await some.is(1)).toBe(true);
  expect(some.told).toEqual([]);
});

test("a little more than the reserve is not enough to go on, so that it doesn't change with every message", async () => {
  using some = disk(900);
  some.told.length = 0;
  expect(await some.is(1124)).toBe(true);
  expect(await some.is(1125)).toBe(false);
  expect(some.told.splice(0)).toEqual(["warn: There is space for new messages again, though not much"]);
  expect(await some.is(4100)).toBe(false);
  expect(some.told).toEqual([]);
  await some.is(4125);
  expect(some.told).toEqual(["info: There is enough space on the disk again"]);
});

test("a start with too little space tells the log; nobody is there to be told", () => {
  using some = disk(1);
  expect(some.watch.isLow).toBe(true);
  expect(some.told).toEqual(["error: The disk is almost full"]);
});

test("a new reserve counts at once; none, or a disk that tells nothing, refuses nothing", async () => {
  using some = disk(900);
  expect(some.reserves(0)).toBe(false);
  expect(some.reserves(100_000)).toBe(true);
  expect(await some.is(null)).toBe(false);
});
