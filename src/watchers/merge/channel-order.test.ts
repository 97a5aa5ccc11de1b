import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { orderAfter } from "./channel-order.ts";

fc.configureGlobal({ seed: 5613 });

describe("the order", () => {
  const ids = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8]);

  test("has all channels of both sides once, in the order of the side that decides", () => {
    fc.assert(
      fc.property(ids, ids, ids, (written, file, now) => {
        const order = orderAfter({ written, file, now });
        expect(order.toSorted()).toEqual([...new Set([...file, ...now])].sort());
        const there = written.filter((id) => file.includes(id));
        const moved = file.filter((id) => written.includes(id)).join() !== there.join();
        const decides = moved ? file : now;
        expect(order.filter((id) => decides.includes(id))).toEqual(decides);
      }),
    );
  });

  test("channels that only the other side has go behind their neighbour there", () => {
    expect(orderAfter({ written: [1, 2, 3], file: [1, -1, 2, 3], now: [3, 1, 2, 4] })).toEqual([
      3, 1, -1, 2, 4,
    ]);
    expect(orderAfter({ written: [1, 2, 3], file: [2, 1, 3], now: [4, 1, 5, 2, 3] })).toEqual([
      4, 2, 1, 5, 3,
    ]);
  });
});
