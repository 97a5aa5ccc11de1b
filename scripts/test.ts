/**
 * `npm test`: everything that must hold before a change lands. Checks come first because they are quick; every
 * one runs even when an earlier failed, so that one run shows all. Last line alone: `N passed, N failed, N skipped`.
 *
 * With names, only tests whose file contains one of them run, without the checks: `npm test -- resume`.
 *
 * The files run in two processes side by side. Each of them reports its tests as they end.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "./check.ts";

const root = join(import.meta.dir, "..");
const processes = 2;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const only = process.argv.slice(2);
const begun = performance.now();
const parts: Counts[] = [];
if (only.length === 0) parts.push({ ...check(), skipped: 0 });
const shares = sharesOf(testFiles(only));
if (shares.length === 0) console.log(`No test file has one of these in its path: ${only.join(", ")}`);
parts.push(...(await Promise.all(shares.map(runTests))));
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

async function runTests(files: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "originchats-report-"));
  const report = join(folder, "junit.xml");
  const paths = files.map((file) => `./${file}`);
  const child = Bun.spawn(
    [
      process.execPath,
      "test",
      "--timeout",
      "60000",
      "--reporter=junit",
      `--reporter-outfile=${report}`,
      ...paths,
    ],
    { cwd: root, stdout: "pipe", stderr: "pipe" },
  );
  const [exitCode] = await Promise.all([child.exited, passOn(child.stdout), passOn(child.stderr)]);
  const read = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  // A run that broke off has no report, or one without its failure.
  if (!read) return { passed: 0, failed: 1, skipped: 0 };
  return exitCode !== 0 && read.failed === 0 ? { ...read, failed: 1 } : read;
}

/** Whole lines, so that those of two processes don't run into each other. */
async function passOn(stream: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    process.stdout.write(text.slice(0, end));
    rest = text.slice(end);
  }
  if (rest !== "") console.log(rest);
}

function readReport(file: string): Counts | null {
  try {
    const head = /<testsuites[^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
    const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
    const failed = number("failures");
    const skipped = number("skipped");
    return { passed: number("tests") - failed - skipped, failed, skipped };
  } catch {
    return null;
  }
}

function sum(of: (part: Counts) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
