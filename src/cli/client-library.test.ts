import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientLibrary } from "./client-library.ts";

/** A copy of the repository with the packages of `npm ci --omit=dev`. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "client-library-"));
  mkdirSync(join(root, "client"));
  for (const file of ["package.json", "README.md", "LICENSE"]) {
    cpSync(join(import.meta.dir, "../../client", file), join(root, "client", file));
  }
});
afterEach(() => rmSync(root, { recursive: true }));

test("without development packages a library that is not built says what builds it", () => {
  expect(() => clientLibrary(root)).toThrow("Run `npm run client` once: it installs them");
});

test("one that was built is taken as it is", () => {
  mkdirSync(join(root, "client/dist"));
  for (const file of ["index.js", "index.d.ts"]) writeFileSync(join(root, "client/dist", file), file);
  expect(clientLibrary(root)).toMatchObject({ "dist/index.js": "index.js", "dist/index.d.ts": "index.d.ts" });
});
