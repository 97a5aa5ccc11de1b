import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tests/support/run.ts";
import { parseConfig } from "../config/load.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-setup-"));
  path = join(folder, "config.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const setup = (answers: string, ...flags: string[]) =>
  run("cli/main.ts", ["setup", "--data", folder, ...flags], answers);

test("answers through a pipe, all at once, are the answers to the questions in turn", async () => {
  // Name, then no icon, banner and address; the shown owner; usual address; a port; the rest is usual.
  const { code, stdout, stderr } = await setup(`Tea House\n\n\n\nMira\n\n7000\n${"\n".repeat(6)}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const parsed = parseConfig(readFileSync(path, "utf8"));
  expect(parsed).toMatchObject({
    config: {
      server: { name: "Tea House", owner: { name: "Mira" }, icon: null },
      websocket: { host: "127.0.0.1", port: 7000 },
      auth_mode: "cracked",
    },
  });
  expect(stdout).toContain("Server name [My OriginChats Server]: ");
  expect(stdout).toContain(`Wrote ${path}:`);
});

test.each([
  ["before the first answer", ""],
  ["in the middle", "Tea House\n\n"],
  ["in the middle of a line", "Tea House\n\n\n\nMi"],
])("input that ends %s: exit code 1, and nothing is written", async (_when, answers) => {
  const { code, stdout } = await setup(answers);
  expect(code).toBe(1);
  expect(stdout).toEndWith("Setup stopped: ended before the last question. Nothing was changed.\n");
  expect(existsSync(path)).toBe(false);
});

test("--yes asks nothing, and doesn't wait for an input that stays open", async () => {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "main.ts"), "setup", "--yes", "--data", folder],
    {
      stdin: "pipe",
      stdout: "pipe",
    },
  );
  expect(await child.exited).toBe(0);
  expect(existsSync(path)).toBe(true);
  expect(await child.stdout.text()).not.toContain("Server name [");
});

test("Ctrl-C ends the questions on a terminal like the end of the input", async () => {
  let shown = "";
  const decoder = new TextDecoder();
  let asked = () => {};
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "setup", "--data", folder], {
    terminal: {
      data(_terminal, bytes) {
        shown += decoder.decode(bytes, { stream: true });
        asked();
      },
    },
  });
  await new Promise<void>((resolve) => {
    asked = () => {
      if (shown.includes("Server name [")) resolve();
    };
  });
  child.terminal?.write("\x03");
  expect(await child.exited).toBe(1);
  expect(shown).toContain("Setup stopped: ended before the last question. Nothing was changed.");
  expect(existsSync(path)).toBe(false);
});
