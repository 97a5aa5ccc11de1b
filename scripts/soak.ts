/**
 * `npm run soak`: property, fuzz and crash tests over and over, each round from other seeds, for as long as told.
 *
 * `npm run soak -- --minutes 480 visibility resume` runs the files whose path contains one of these names for eight
 * hours; without names it runs all. The first failing round ends it, and the last line says how to repeat that round.
 */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const root = join(import.meta.dir, "..");
/** What a test file that chooses at random has in its text: fast-check, or a seed of its own from the environment. */
const choosesAtRandom = /from "fast-check"|_SEED"\]/;
/** How long each fuzz test runs in one round. */
const fuzzSeconds = 60;
/** Milliseconds. Limits that tests set themselves stay as they are. */
const testTimeout = 600_000;

const { values, positionals } = parseArgs({
  options: { minutes: { type: "string", default: "60" } },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("--minutes takes a number above 0");
  process.exit(2);
}

const files = [...new Bun.Glob("{src,client,tests}/**/*.test.ts").scanSync({ cwd: root })]
  .filter((file) => choosesAtRandom.test(readFileSync(join(root, file), "utf8")))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)))
  .toSorted();
if (files.length === 0) {
  console.error(`No test that chooses at random has one of these in its path: ${positionals.join(", ")}`);
  process.exit(2);
}

const end = performance.now() + minutes * 60_000;
let rounds = 0;
do {
  const seed = String(randomInt(1_000_000_000));
  const seeds = { SEED: seed, FUZZ_SEED: seed, CRASH_SEED: seed, FUZZ_SECONDS: String(fuzzSeconds) };
  console.log(`round ${++rounds}: ${files.length} files from seed ${seed}`);
  const child = Bun.spawn(
    [process.execPath, "test", "--only-failures", "--timeout", String(testTimeout), ...files],
    { cwd: root, env: { ...process.env, ...seeds }, stdout: "inherit", stderr: "inherit" },
  );
  if ((await child.exited) !== 0) {
    const environment = Object.entries(seeds).map(([name, value]) => `${name}=${value}`);
    console.log(`Round ${rounds} failed. Repeat it: ${environment.join(" ")} npm test -- ${files.join(" ")}`);
    process.exit(1);
  }
} while (performance.now() < end);
console.log(`${rounds} rounds without a failure`);
