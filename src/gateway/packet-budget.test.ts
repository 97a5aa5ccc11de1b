import { expect, test } from "bun:test";
import { withinPacketBudget } from "./packet-budget.ts";

const limits = { packetsPerSecond: 10, packetsBurst: 3 };

/** A connection with a full bucket, and how many of some packets it may send at one moment. */
function bucket() {
  const connection = { tokens: limits.packetsBurst, tokensAt: 0 };
  return (now: number, packets: number) => {
    let taken = 0;
    for (let n = 0; n < packets; n++) if (withinPacketBudget(connection, limits, now)) taken++;
    return taken;
  };
}

test("a burst passes at once, then as many as the seconds allow", () => {
  const send = bucket();
  expect([send(0, 5), send(99, 5), send(100, 5), send(300, 5)]).toEqual([3, 0, 1, 2]);
});

test("a silent client saves up no more than a burst", () => {
  const send = bucket();
  expect([send(0, 3), send(3_600_000, 10)]).toEqual([3, 3]);
});
