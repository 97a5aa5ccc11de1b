import { afterEach, expect, test } from "bun:test";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "./write-file.ts";

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "write-file-"));
  folders.push(path);
  return path;
}

test("puts another file in the place of the old one and leaves nothing beside it", () => {
  const path = join(folder(), "config.json");
  writeFileSync(path, "old");
  const before = statSync(path).ino;
  writeFileAtomically(path, "new ☕");
  expect(readFileSync(path, "utf8")).toBe("new ☕");
  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(join(path, ".."))).toEqual(["config.json"]);
});

test("a link stays a link", () => {
  const path = join(folder(), "config.json");
  const real = join(folder(), "real.json");
  writeFileSync(real, "old");
  symlinkSync(real, path);
  writeFileAtomically(path, "new");
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toBe("new");
});

test("when it fails, the old one is untouched and no half file remains", () => {
  const path = join(folder(), "config.json");
  mkdirSync(path); // renaming a file over a folder fails
  expect(() => writeFileAtomically(path, "new")).toThrow();
  expect(readdirSync(join(path, ".."))).toEqual(["config.json"]);
});
