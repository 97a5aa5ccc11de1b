import { expect, test } from "bun:test";
import { join } from "node:path";
import { de } from "./de.ts";
import { en } from "./en.ts";

test("every text is used somewhere", async () => {
  const web = join(import.meta.dir, "..");
  const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(web)];
  const code = (await Promise.all(files.map((file) => Bun.file(join(web, file)).text()))).join("\n");
  expect(Object.keys(en).filter((name) => !new RegExp(`t\\(\\)\\.${name}\\b`).test(code))).toEqual([]);
});

test("no text was left in the other language", () => {
  // The same word in both.
  const same = new Set([
    "bot",
    "webhook",
    "online",
    "offline",
    "userName",
    "reactedBy",
    "uploading",
    "uploadFailed",
  ]);
  const texts = Object.keys(en) as (keyof typeof en)[];
  expect(texts.filter((name) => String(en[name]) === String(de[name]) && !same.has(name))).toEqual([]);
});
