import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { docsRoute } from "../docs.ts";
import { builder } from "./build.ts";

const root = join(import.meta.dir, "../../..");
/** Sources are named from the root of the repository. */
let folder: string;
beforeEach(() => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  folder = mkdtempSync(join(root, ".tmp/build-"));
  writeFileSync(join(folder, "source.txt"), "one");
  // Counts how often it runs, and does what the source says.
  writeFileSync(
    join(folder, "script.ts"),
    `import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
    appendFileSync(import.meta.dir + "/runs", "x");
    if (!readFileSync(import.meta.dir + "/source.txt", "utf8").startsWith("good")) throw new Error("no good source");
    for (const end of ["", ".br", ".gz"]) writeFileSync(process.argv[2] + "/index.html" + end, "page");`,
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(root, "node_modules/.cache", `originchats-${basename(folder)}`), {
    recursive: true,
    force: true,
  });
});

const runs = () => readFileSync(join(folder, "runs"), "utf8").length;

test("a failed build is tried again when its sources have changed, and not before", async () => {
  let now = 0;
  const within = relative(root, folder);
  const files = builder(
    {
      name: basename(folder),
      script: join("..", within, "script.ts"),
      sources: [join(within, "source.txt")],
    },
    () => now,
  );
  const failure = await files().catch((error: unknown) => error);
  expect(String(failure)).toContain("no good source");
  for (let asked = 0; asked < 5; asked++) {
    expect(await files().catch((error: unknown) => error)).toBe(failure);
    now += 60_000;
  }
  expect(runs()).toBe(1);
  writeFileSync(join(folder, "source.txt"), "good");
  expect([...(await files()).keys()]).toEqual(["index.html"]);
  expect(runs()).toBe(2);
});

test("the documentation tells of one failure once, however many ask for a page", async () => {
  const told: unknown[] = [];
  const cause = new Error("no site");
  const config = () => ({ docs: { enabled: true } }) as never;
  const route = docsRoute({ config, files: () => Promise.reject(cause), failed: (each) => told.push(each) });
  const client = { address: "192.0.2.1", trusted: false, awaited() {} };
  for (let asked = 0; asked < 3; asked++) {
    expect((await route.handle(new Request("http://x/docs/a"), client, {})).status).toBe(404);
  }
  expect(told).toEqual([cause]);
});
