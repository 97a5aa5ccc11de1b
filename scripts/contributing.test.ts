/** CONTRIBUTING's "Add a command in ten lines", followed to the letter in a copy of the repository. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const copy = mkdtempSync(join(tmpdir(), "contributing-"));
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const recipe = text.slice(text.indexOf("## Add a command"), text.indexOf("What a handler may return"));
const [definition = "", row = "", entry = "", walked = ""] = [...recipe.matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = ""]) => code,
);
const path = /`(src\/handlers\/\w+\/\w+\.ts)`,\nis complete/.exec(recipe)?.[1] ?? "";
const file = /here `(\w+\.ts)`/.exec(recipe)?.[1] ?? "";
const name = /(\w+)\.ts$/.exec(path)?.[1] ?? "";

beforeAll(() => {
  for (const part of [
    "src",
    "client",
    "scripts",
    "tests",
    "docs",
    "package.json",
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

function putAfter(file: string, start: string | RegExp, line: string): void {
  const before = readFileSync(join(copy, file), "utf8");
  writeFileSync(
    join(copy, file),
    before.replace(start, (found) => found + line),
  );
}

test("the file, the row and the entry of the example compile, and everything is made from them", async () => {
  const suite = "tests/fresh-state.test.ts";
  const rows = `tests/support/fresh-state/rows/${file}`;
  writeFileSync(join(copy, path), definition);
  expect(await complaints(...generate, "--check")).toContain("src/handlers/registry.gen.ts");
  expect(await complaints(...generate)).toBe("");
  expect(await complaints(...generate, "--check")).toBe("");
  expect(readFileSync(join(copy, "docs/protocol/README.md"), "utf8")).toContain(`commands/${name}.md`);

  // The row and the entry go where the text says.
  const reserve = "tests/disk-reserve.test.ts";
  expect(recipe).toContain(`\`${reserve}\``);
  putAfter(rows, "export const reading = {\n", row);
  putAfter(reserve, /const whileLow: .* = \{\n/, entry);
  const registry = `tests/support/registry/${file}`;
  expect(recipe).toContain(`\`${registry}\``);
  putAfter(registry, /export const \w+ = \{\n/, walked);
  // All tests, since any of them may want to hear of a new command.
  expect(await complaints(bin("tsc"), "--noEmit", "-p", ".")).toBe("");
  expect(await complaints(bin("biome"), "ci", "--error-on-warnings", path, rows, reserve, registry)).toBe("");
  expect(await complaints(process.execPath, "test", `./${suite}`, "-t", "by reading")).toBe("");
}, 60_000);
