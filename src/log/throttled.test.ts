import { expect, test } from "bun:test";
import { throttled } from "./throttled.ts";

test("of each message one line a minute is written, and the next says how many were left out", () => {
  let now = 0;
  const lines: unknown[] = [];
  const log = throttled({ error: (...line) => void lines.push(line) }, () => now);
  for (let count = 0; count < 1000; count++) log.error("refused", { count });
  log.error("another");
  now = 60_000;
  log.error("refused", { count: 1000 });
  now = 120_000;
  log.error("refused", { count: 1001 });
  expect(lines).toEqual([
    ["refused", { count: 0 }],
    ["another", {}],
    ["refused", { count: 1000, left_out: 999 }],
    ["refused", { count: 1001 }],
  ]);
});
