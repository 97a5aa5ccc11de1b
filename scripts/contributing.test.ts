/** CONTRIBUTING's "Add a command in ten lines", followed to the letter in a copy of the repository. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const copy = mkdtempSync(join(tmpdir(), "contributing-"));
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const recipe = text.slice(text.indexOf("## Add a command"), text.indexOf("### What a handler returns"));
const [definition = "", row = "", use = ""] = [...recipe.matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = ""]) => code,
);
const path = /`(src\/handlers\/\w+\/\w+\.ts)`,\nis complete/.exec(recipe)?.[1] ?? "";
const rows = /here\n`(tests\/support\/\w+\/\w+\.ts)`/.exec(recipe)?.[1] ?? "";
const name = /(\w+)\.ts$/.exec(path)?.[1] ?? "";

beforeAll(() => {
  for (const part of [
    "src",
    "client",
    "scripts",
    "tests",
    "docs",
    "web/docs",
    "package.json",
    "LICENSE",
    "tsconfig.json",
    "biome.json",
    "biome.arrows.gen.json",
  ])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** What a command says when it fails; nothing when all is well. */
async function complaints(...command: string[]): Promise<string> {
  const child = Bun.spawn(command, { cwd: copy, stdout: "pipe", stderr: "pipe" });
  const [output, errors, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return code === 0 ? "" : `exit code ${code}\n${output}${errors}`;
}
const bin = (tool: string) => join(copy, "node_modules", ".bin", tool);
const generate = [process.execPath, "scripts/generate.ts"];
const types = [bin("tsc"), "--noEmit", "-p", "."];

function putAfter(file: string, start: string | RegExp, line: string): void {
  const before = readFileSync(join(copy, file), "utf8");
  writeFileSync(
    join(copy, file),
    before.replace(start, (found) => found + line),
  );
}

test("the file and its two rows compile, and everything is made from them", async () => {
  writeFileSync(join(copy, path), definition);
  expect(await complaints(...generate, "--check")).toContain("src/handlers/registry.gen.ts");
  expect(await complaints(...generate)).toBe("");
  expect(await complaints(...generate, "--check")).toBe("");
  expect(readFileSync(join(copy, "docs/protocol/README.md"), "utf8")).toContain(`commands/${name}.md`);

  // The compiler names what is forgotten, and the file.
  const forgotten = await complaints(...types);
  expect(forgotten).toContain(`'${name}' is missing`);
  for (const file of ["tests/support/registry/rows.ts", "tests/fresh-state.test.ts"]) {
    expect(forgotten).toContain(file);
  }

  putAfter(rows, "export const rows = {\n", row);
  putAfter(rows, "export const reading = {\n", use);
  // All tests, since any of them may need to know of a new command.
  expect(await complaints(...types)).toBe("");
  expect(await complaints(bin("biome"), "ci", "--error-on-warnings", path, rows)).toBe("");
  expect(await complaints(process.execPath, "test", "./tests/fresh-state.test.ts", "-t", "by reading")).toBe(
    "",
  );
  expect(
    await complaints(process.execPath, "test", "./tests/disk-reserve.test.ts", "-t", "needs space"),
  ).toBe("");
}, 240_000);

test("the files that a stored thing needs are there, and they are nine", () => {
  const table = text.slice(text.indexOf("Nine files"), text.indexOf("Three more"));
  const files = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file = ""]) => file);
  expect(files).toHaveLength(9);
  for (const file of files) {
    const glob = file.replace("SUBJECT", "*").replace("COMMAND", "*");
    expect([...new Bun.Glob(glob).scanSync({ cwd: root })].length, file).toBeGreaterThan(0);
  }
});
