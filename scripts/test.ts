/**
 * `npm test`: everything that must hold before a change lands. Checks come first because they are quick; every
 * one runs even when an earlier failed, so that one run shows all. Last line alone: `N passed, N failed, N skipped`.
 *
 * With names, only tests whose file contains one of them run, without the checks: `npm test -- resume`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const bun = process.execPath;

const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: "format, lint, direction of imports", command: [bin("biome"), "ci", "--error-on-warnings", "."] },
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "unused code", command: [bun, "--bun", bin("knip")] },
  { name: "generated files are up to date", command: [bun, "scripts/generate.ts", "--check"] },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const only = process.argv.slice(2);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
if (only.length === 0) {
  for (const { name, command } of checks) {
    const { exitCode } = Bun.spawnSync([...command], { cwd: root, stdout: "inherit", stderr: "inherit" });
    console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${name}`);
    if (exitCode === 0) counts.passed++;
    else counts.failed++;
  }
}
add(counts, await runTests(only));

// In CI a missing service is a mistake of the set-up, not a reason to test less.
const skippedInCi = process.env["CI"] === "true" && counts.skipped > 0;
if (skippedInCi) console.log("Tests were skipped, which CI=true does not allow");
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || skippedInCi ? 1 : 0);

async function runTests(files: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "originchats-report-"));
  const report = join(folder, "junit.xml");
  const child = Bun.spawn(
    [bun, "test", "--timeout", "60000", "--reporter=junit", `--reporter-outfile=${report}`, ...files],
    { cwd: root, stdout: "inherit", stderr: "inherit" },
  );
  const exitCode = await child.exited;
  const read = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  // A run that broke off has no report, or one without its failure.
  if (!read) return { passed: 0, failed: 1, skipped: 0 };
  return exitCode !== 0 && read.failed === 0 ? { ...read, failed: 1 } : read;
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

function add(to: Counts, more: Counts): void {
  to.passed += more.passed;
  to.failed += more.failed;
  to.skipped += more.skipped;
}
