/** The page about performance shows what is recorded. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { plotsOf } from "./plots.ts";
import { loadRecorded, type RecordedMeasure } from "./recorded.ts";
import { promisesOf, tableOf } from "./table.ts";

test("the table and plots of docs/performance.md are those of docs/performance/measured.json", () => {
  for (const [path, text] of loadRecorded().page) {
    expect(readFileSync(path, "utf8"), `${path} is stale: run \`npm run bench -- record\``).toBe(text);
  }
});

const machine = { cpu: "a CPU", cores: 2, kernel: "6", bun: "1", fsyncMilliseconds: 0.3 };
const numbers = { unit: "ms", median: 8, min: 7, max: 12 };
const measures: RecordedMeasure[] = [
  { what: "reading: p99", ...numbers, target: { most: 10 } },
  { what: "  median", ...numbers, target: { least: 9 } },
  { what: "  server CPU", ...numbers, target: null },
];
const result = { name: "read", about: "reads", at: "2026-01-02T03:04:05Z", machine, measures };
const results = [result];

test("each cell holds one number, and a missed target is told", () => {
  const table = tableOf(results);
  expect(table).toContain("| read | reading: p99 | ms | 8 | 7 | 12 | ≤ 10 | yes |");
  expect(table).toContain("| read | reading: median | ms | 8 | 7 | 12 | ≥ 9 | **no** |");
  expect(table).not.toContain("server CPU");
  expect(table).toContain("\nMeasured on 2026-01-02: a CPU");
});

test("what is promised has only measures with a target, and names each benchmark once", () => {
  const rows = promisesOf(results);
  expect(rows).toContain("| `read` | reads | reading: p99 | ms | ≤ 10 | 8 | yes |");
  expect(rows).toContain("|  |  | reading: median | ms | ≥ 9 | 8 | **no** |");
  expect(rows).not.toContain("server CPU");
});

test("results of several days say which benchmarks belong to which day", () => {
  const table = tableOf([...results, { ...result, name: "write", at: "2026-01-03" }]);
  expect(table).toContain("- read: Measured on 2026-01-02");
  expect(table).toContain("- write: Measured on 2026-01-03");
});

test("a plot shows the share of each target that is used, whichever way the target is meant", () => {
  const plot = plotsOf(results).get("targets") ?? "";
  expect(plot).toContain(">80 %<");
  expect(plot).toContain(">113 %<");
});
