/** `npm run check`: what is run before each commit: format, lint, types, unused code, generated files. About 20 s. */
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const bun = process.execPath;

const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  {
    name: "format, lint, direction of imports",
    // `biome ci` colours its output wherever it goes, each character by itself.
    command: [
      bin("biome"),
      "ci",
      ...(process.stdout.isTTY ? [] : ["--colors=off"]),
      "--error-on-warnings",
      ".",
    ],
  },
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "types of the page", command: [bin("tsc"), "-p", "web"] },
  { name: "unused code", command: [bun, "--bun", bin("knip")] },
  { name: "generated files are up to date", command: [bun, "scripts/generate.ts", "--check"] },
];

/** Runs them all, also when an earlier one failed, so that one run shows everything. */
export function check(): { passed: number; failed: number } {
  const failed = checks.filter(({ name, command }) => {
    const { exitCode } = Bun.spawnSync([...command], { cwd: root, stdout: "inherit", stderr: "inherit" });
    console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${name}`);
    return exitCode !== 0;
  }).length;
  return { passed: checks.length - failed, failed };
}

if (import.meta.main) process.exit(check().failed > 0 ? 1 : 0);
