/** What commands print of other people's text: nothing that a terminal obeys, for people and as JSON. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { run } from "./support/run.ts";
import { newFolder, writeConfig } from "./support/server.ts";

const folder = newFolder();
const obeyed = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const name = "مقهى\u200f";

beforeAll(async () => {
  writeConfig(folder, { server: { name, description: "a \u2067b\u2069" } });
  await run("cli/main.ts", ["role", "create", "staff", "--description", "x\u200fy", "--data", folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [["config", "get", "server.name"], "مقهى"],
  [["config", "get", "server.name", "--json"], `{"key":"server.name","value":"مقهى\\u200f"}`],
  [["config", "get"], `"name": "مقهى\\u200f"`],
  [["config", "get", "--json"], `"description":"a \\u2067b\\u2069"`],
  [["config", "get", "server"], `"name": "مقهى\\u200f"`],
  [["config", "list", "server.name", "--json"], `"value":"مقهى\\u200f"`],
  [["role", "show", "staff"], "description      xy"],
  [["role", "show", "staff", "--json"], `"description":"x\\u200fy"`],
  [["user", "show", "a\u009b2Jb", "--json"], `"error":"Nobody here is called 'a\\u009b2Jb'`],
  [["user", "show", "a\u009b2Jb\nc"], "Nobody here is called 'a2Jb\n      c'"],
])("%p", async (words, expected) => {
  const { stdout, stderr } = await run("cli/main.ts", [...words, "--data", folder]);
  expect(stdout + stderr).toContain(expected);
  expect(stdout + stderr).not.toMatch(obeyed);
});
