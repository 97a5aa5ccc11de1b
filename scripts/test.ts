/**
 * `npm test`: everything that must hold before a change lands. Checks come first because they are quick; every
 * one runs even when an earlier failed, so that one run shows all. Last line alone: `N passed, N failed, N skipped`.
 *
 * With names, only tests whose file contains one of them run, without the checks: `npm test -- resume`.
 *
 * The files run in two processes side by side. A process runs a batch of files, and the next batch begins in a new
 * one. Each process reports its tests as they end. On a terminal a line now and then says how many files have begun.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.ts";
import { type Counts, runTestProcess, type TimedFile, withProgress } from "./test-process.ts";

const root = join(import.meta.dir, "..");
const processes = 2;
/** More of them even out better. Each costs a start and loads the server's modules again. */
const batchesPerProcess = 8;
/** How many of the slowest files are listed. */
const slowestFiles = 10;

/** Milliseconds. A test is given up after 60 s, and two of them allow themselves 120 s. */
const stalledAfter = 300_000;

const only = process.argv.slice(2);
const begun = performance.now();
const parts: Counts[] = [];
const files: TimedFile[] = [];
if (only.length === 0) parts.push({ ...check(), skipped: 0 });
const batches = batchesOf(testFiles(only));
const isEmpty = batches.length === 0;
if (isEmpty) console.log(`No test file has one of these in its path: ${only.join(", ")}`);
const write = (lines: string) => process.stdout.write(lines);
const print = process.stdout.isTTY ? withProgress(batches.flat().length, write) : write;
await Promise.all(Array.from({ length: processes }, runBatches));
const passed = sum(({ passed }) => passed);
const failed = sum(({ failed }) => failed) + (isEmpty ? 1 : 0);
const skipped = sum(({ skipped }) => skipped);

// In CI a missing service is a mistake of the set-up, not a reason to test less.
const skippedInCi = process.env["CI"] === "true" && skipped > 0;
if (skippedInCi) console.log("Tests were skipped, which CI=true does not allow");
const slowest = files.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestFiles);
console.log(`Slowest: ${slowest.map(({ file, seconds }) => `${file} ${Math.round(seconds)} s`).join(", ")}`);
console.log(`It took ${Math.round((performance.now() - begun) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || skippedInCi ? 1 : 0);

function testFiles(names: readonly string[]): string[] {
  const files = [
    ...new Bun.Glob("{src,client,web,tests,scripts,bench,examples}/**/*.test.ts").scanSync({ cwd: root }),
  ];
  return files.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
}

/** Runs the next batch in a process of its own until there is none. */
async function runBatches(): Promise<void> {
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const { timed, ...counts } = await runTestProcess({ root, files: batch, print, stalledAfter });
    parts.push(counts);
    files.push(...timed);
  }
}

/** Parts of about equal size. */
function batchesOf(files: readonly string[]): string[][] {
  const sized = files.map((file) => ({ file, bytes: statSync(join(root, file)).size }));
  const parts = Array.from({ length: processes * batchesPerProcess }, () => ({
    bytes: 0,
    files: [] as string[],
  }));
  for (const { file, bytes } of sized.toSorted((a, b) => b.bytes - a.bytes)) {
    const least = parts.reduce((least, part) => (part.bytes < least.bytes ? part : least));
    least.bytes += bytes;
    least.files.push(file);
  }
  return parts.flatMap(({ files }) => (files.length > 0 ? [files] : []));
}

function sum(of: (part: Counts) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
