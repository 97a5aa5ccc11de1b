import { afterEach, beforeEach, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../tests/support/server.ts";
import { createSealing, openSealing } from "./sealing.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what is sealed opens with the same key only, also after a restart", () => {
  const sealed = openSealing(folder).seal("a token");
  expect(sealed).not.toContain("token");
  expect(openSealing(folder).open(sealed)).toBe("a token");
  expect(createSealing(randomBytes(32)).open(sealed)).toBeNull();
  expect(statSync(join(folder, "sealing.key")).mode & 0o777).toBe(0o600);
});

test("the same text is sealed differently each time", () => {
  const sealing = openSealing(folder);
  expect(sealing.seal("x")).not.toBe(sealing.seal("x"));
});

test("what is damaged or was never sealed opens as nothing", () => {
  const sealing = openSealing(folder);
  const sealed = sealing.seal("a token");
  const changed = Buffer.from(sealed, "base64");
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
  for (const text of [changed.toString("base64"), sealed.slice(0, 20), "", "no base64!"]) {
    expect(sealing.open(text), text).toBeNull();
  }
});

test("a file without a key stops the start", () => {
  writeFileSync(join(folder, "sealing.key"), "short");
  expect(() => openSealing(folder)).toThrow("holds no key of 32 bytes");
});
