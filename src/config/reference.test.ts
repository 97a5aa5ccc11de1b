import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configReference } from "./reference.ts";
import { retiredKeys } from "./retired-keys.ts";
import { configKeys, restartKeys } from "./schema.ts";

const page = configReference();

test("every key has exactly one row, with whether it waits for a restart", () => {
  for (const { path } of configKeys()) {
    const key = path.join(".");
    const rows = page.split("\n").filter((line) => line.startsWith(`| \`${key}\` |`));
    expect(rows, key).toHaveLength(1);
    expect(rows[0]?.includes("| restart |"), key).toBe(restartKeys.includes(key));
  }
});

test("keys that nothing reads yet are said to be so, and no others", () => {
  const src = join(import.meta.dir, "..");
  const files = [...new Bun.Glob("**/*.ts").scanSync(src)].filter(
    (file) => !file.startsWith("config/") && !file.startsWith("setup") && !file.endsWith(".test.ts"),
  );
  const sources = files.map((file) => readFileSync(join(src, file), "utf8")).join("\n");
  for (const { path, schema } of configKeys()) {
    expect(new RegExp(`\\b${path.at(-1)}\\b`).test(sources), path.join(".")).toBe(!("awaits" in schema));
    const key = path.join(".");
    const row = page.split("\n").find((line) => line.startsWith(`| \`${key}\` |`));
    const expected = "awaits" in schema ? `| not used yet: comes with ${schema.awaits} |` : undefined;
    expect(row?.match(/\| not used yet: [^|]*\|/)?.[0], key).toBe(expected);
  }
  expect(page).toContain("| not used yet: comes with an encoder that takes it | Effort for PNG pictures. |");
});

test("the generated file's value is shown where it differs", () => {
  expect(page).toContain('| `"rotur"` | `"cracked"` | at once |');
  expect(page).toContain("| as `default` | `365` | at once |");
  expect(page).toMatch(/`limits.post_content` .*\| `2000` \| {2}\| at once \|/);
});

test("keys of older servers are listed", () => {
  for (const { path } of retiredKeys) expect(page).toContain(`| \`${path}\` |`);
});

test("no cell breaks its table", () => {
  const widths = new Set<string>();
  for (const line of page.split("\n").filter((text) => text.startsWith("|"))) {
    expect(line).not.toContain("undefined");
    widths.add(String(line.split("|").length));
  }
  expect([...widths].sort()).toEqual(["4", "8"]);
});
