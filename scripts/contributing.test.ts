/** CONTRIBUTING's "Add a command in ten lines", followed to the letter in a copy of the repository. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const copy = mkdtempSync(join(tmpdir(), "contributing-"));
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const recipe = text.slice(text.indexOf("## Add a command"), text.indexOf("What a handler may return"));
const [definition = "", row = ""] = [...recipe.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
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

test("the file and the row of the example compile, and everything is made from them", async () => {
  const suite = "tests/fresh-state.test.ts";
  const rows = `tests/support/fresh-state/rows/${file}`;
  writeFileSync(join(copy, path), definition);
  expect(await complaints(...generate, "--check")).toContain("src/handlers/registry.gen.ts");
  expect(await complaints(...generate)).toBe("");
  expect(await complaints(...generate, "--check")).toBe("");
  expect(readFileSync(join(copy, "docs/protocol/README.md"), "utf8")).toContain(`commands/${name}.md`);

  // The row goes where the text says.
  const before = readFileSync(join(copy, rows), "utf8");
  writeFileSync(
    join(copy, rows),
    before.replace("export const reading = {\n", (start) => start + row),
  );
  // What the row stands in imports the registry and with it everything else that a command touches.
  const settings = { extends: "./tsconfig.json", include: [], files: [suite] };
  writeFileSync(join(copy, "tsconfig.example.json"), JSON.stringify(settings));
  expect(await complaints(bin("tsc"), "-p", "tsconfig.example.json")).toBe("");
  expect(await complaints(bin("biome"), "ci", "--error-on-warnings", path, rows)).toBe("");
  expect(await complaints(process.execPath, "test", `./${suite}`, "-t", "by reading")).toBe("");
}, 60_000);
