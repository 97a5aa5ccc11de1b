/** What commands print of other people's text: nothing that a terminal obeys, for people and as JSON. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandGroups } from "../src/cli/command-groups.ts";
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

test("each command of the table has its help and its part of docs/commands.md", async () => {
  const page = readFileSync(join(import.meta.dir, "../docs/commands.md"), "utf8");
  const { stdout: all } = await run("cli/main.ts", ["help"]);
  for (const { name, commands } of commandGroups) {
    expect(all).toContain(`\n  ${name}`);
    expect(page).toContain(`\n## ${name}\n`);
    for (const { verb } of commands) {
      const words = [name, verb].filter((word) => word !== "");
      if (verb !== "") expect(page).toContain(`\n### ${words.join(" ")}\n`);
    }
    const { code, stdout } = await run("cli/main.ts", [name, "--help"]);
    expect([name, code, stdout]).toEqual([name, 0, expect.stringContaining("Usage: ")]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
});

test("exit codes are those of docs/commands.md", async () => {
  const codeOf = async (...words: string[]) => (await run("cli/main.ts", [...words, "--data", folder])).code;
  expect([
    await codeOf("role", "list"),
    await codeOf("role", "delete", "owner"),
    await codeOf("role", "list", "--colour"),
    await codeOf("backup"),
    await codeOf("nonsense"),
    await codeOf("status"),
  ]).toEqual([0, 1, 1, 1, 2, 3]);
});
