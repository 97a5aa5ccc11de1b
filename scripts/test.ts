/**
 * `npm test`: everything that must hold before a change lands. Checks come first because they are quick; every
 * one runs even when an earlier failed, so that one run shows all. Last line alone: `N passed, N failed, N skipped`.
 *
 * With names, only tests whose file contains one of them run, without the checks: `npm test -- resume`.
 *
 * The files run in two processes side by side. Each of them reports its tests as they end. On a
 * terminal a line now and then says how many files have begun.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.ts";
import { type Counts, runTestProcess, withProgress } from "./test-process.ts";

const root = join(import.meta.dir, "..");
const processes = 2;

/** Milliseconds. A test is given up after 60 s, and two of them allow themselves 120 s. */
const stalledAfter = 300_000;

const only = process.argv.slice(2);
const begun = performance.now();
const parts: Counts[] = [];
if (only.length === 0) parts.push({ ...check(), skipped: 0 });
const shares = sharesOf(testFiles(only));
if (shares.length === 0) console.log(`No test file has one of these in its path: ${only.join(", ")}`);
const write = (lines: string) => process.stdout.write(lines);
const print = process.stdout.isTTY ? withProgress(shares.flat().length, write) : write;
parts.push(
  ...(await Promise.all(shares.map((files) => runTestProcess({ root, files, print, stalledAfter })))),
);
const passed = sum(({ passed }) => passed);
const failed = sum(({ failed }) => failed) + (shares.length === 0 ? 1 : 0);
const skipped = sum(({ skipped }) => skipped);

// In CI a missing service is a mistake of the set-up, not a reason to test less.
const skippedInCi = process.env["CI"] === "true" && skipped > 0;
if (skippedInCi) console.log("Tests were skipped, which CI=true does not allow");
console.log(`It took ${Math.round((performance.now() - begun) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || skippedInCi ? 1 : 0);

function testFiles(names: readonly string[]): string[] {
  const files = [
    ...new Bun.Glob("{src,client,tests,scripts,bench,examples}/**/*.test.ts").scanSync({ cwd: root }),
  ];
  return files.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
}

/** Equal parts by size, the largest files first. */
function sharesOf(files: readonly string[]): string[][] {
  const shares = Array.from({ length: processes }, () => ({ bytes: 0, files: [] as string[] }));
  const sized = files.map((file) => ({ file, bytes: statSync(join(root, file)).size }));
  for (const { file, bytes } of sized.toSorted((a, b) => b.bytes - a.bytes)) {
    const least = shares.toSorted((a, b) => a.bytes - b.bytes)[0];
    if (!least) continue;
    least.bytes += bytes;
    least.files.push(file);
  }
  return shares.flatMap(({ files }) => (files.length > 0 ? [files] : []));
}

function sum(of: (part: Counts) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
