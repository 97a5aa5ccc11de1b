/** What `npm test` makes of a process that stalls, or leaves another one behind. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../tests/support/server.ts";
import { runTestProcess, withProgress } from "./test-process.ts";

let root: string;
beforeEach(() => {
  root = newFolder();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function run(tests: string, options: { stalledAfter?: number; program?: string } = {}) {
  writeFileSync(join(root, "some.test.ts"), `import { expect, test } from "bun:test";\n${tests}`);
  let printed = "";
  const print = (lines: string) => {
    printed += lines;
  };
  const counts = await runTestProcess({
    root,
    files: ["some.test.ts"],
    print,
    stalledAfter: 50_000,
    ...options,
  });
  return { counts, printed };
}

test("passed, failed and skipped tests are counted", async () => {
  const { counts } = await run(`
    test("one", () => {});
    test("two", () => expect(1).toBe(2));
    test.skip("three", () => {});
  `);
  expect(counts).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
});

test("each file is told with its seconds, those of nested tests included", async () => {
  const { counts } = await run(`
    import { describe } from "bun:test";
    describe("inside", () => { test("one", () => Bun.sleep(120)); });
    test("two", () => Bun.sleep(120));
  `);
  expect(counts.timed.map(({ file }) => file)).toEqual(["some.test.ts"]);
  expect(counts.timed[0]?.seconds).toBeGreaterThan(0.2);
});

test("a test that never gives the processor back is ended, and the last one before it is named", async () => {
  const { counts, printed } = await run(
    `
      test("before", () => {});
      test("endless", () => { for (;;); });
    `,
    { stalledAfter: 10_000 },
  );
  expect(counts).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  expect(printed).toContain("STALLED: no line for 10 s, in a test after this one: (pass) before");
  expect(printed).toContain("process ");
});

test("a process that a test leaves behind is told of, and doesn't hold up the run", async () => {
  const { counts, printed } = await run(`
    import { spawn } from "node:child_process";
    test("leaves one", () => {
      spawn("sleep", ["20"], { detached: true, stdio: "inherit" }).unref();
    });
  `);
  expect(counts).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
  expect(printed).toContain("still runs");
});

test("a process that stalls after its last test is ended, and what it reported counts", async () => {
  const program = join(root, "never-exits");
  const report = '<testsuites tests="3" failures="0" skipped="1">';
  const script = `echo '${report}' > "\${5#--reporter-outfile=}"\necho "Ran 3 tests"\nexec sleep 60\n`;
  writeFileSync(program, `#!/bin/sh\n${script}`, { mode: 0o755 });
  const { counts, printed } = await run("", { stalledAfter: 10_000, program });
  expect(counts).toMatchObject({ passed: 2, failed: 0, skipped: 1 });
  expect(printed).toContain("STALLED: no line for 10 s, in the exit after this one: Ran 3 tests");
});

test("on a terminal each tenth file is told", async () => {
  let printed = "";
  const print = withProgress(25, (lines) => {
    printed += lines;
  });
  const files = Array.from({ length: 10 }, (_, n) => `t${n}.test.ts`);
  for (const file of files) writeFileSync(join(root, file), 'require("bun:test").test("one", () => {});');
  await runTestProcess({ root, files, print, stalledAfter: 50_000 });
  expect(printed).toContain("--- file 10 of 25 ---");
});
