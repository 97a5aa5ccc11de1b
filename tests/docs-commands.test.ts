/** Every command in a block of the documentation runs as it stands there, or is listed with the reason why it can't. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pages } from "./support/docs/pages.ts";
import { runPage } from "./support/docs/run-page.ts";
import { makeScene, npmScripts } from "./support/docs/scene.ts";
import { commandsInText, commandsOf, pagesOf, shownCommands } from "./support/docs/shell-blocks.ts";

const root = join(import.meta.dir, "..");
const shown = pagesOf(root)
  .map((page) => ({ page, commands: commandsOf(root, page) }))
  .filter(({ commands }) => commands.length > 0);

test("commands are found in blocks of any language but those that are no commands", () => {
  const page =
    "text\n```sh\na   # why\n# no\n\nb \\\n  c\n```\n```json\n{}\n```\n```\nd\n```\n- e\n  ```console\n  f\n  ```\n";
  expect(shownCommands(page)).toEqual([
    { line: 3, command: "a" },
    { line: 6, command: "b c" },
    { line: 13, command: "d" },
    { line: 17, command: "f" },
  ]);
});

test("every page with commands is run, and nothing is said of pages and commands that are gone", () => {
  expect(shown.map(({ page }) => page).sort()).toEqual(Object.keys(pages).sort());
  const gone = Object.entries(pages).flatMap(([page, { steps, notRun }]) => {
    const there = new Set(commandsOf(root, page).map(({ command }) => command));
    return Object.keys({ ...steps, ...notRun }).filter((command) => !there.has(command));
  });
  expect(gone).toEqual([]);
});

const elsewhere = shown.filter(({ page }) => pages[page]?.runBy !== undefined);

describe("the commands run:", () => {
  test.each(shown.filter((each) => !elsewhere.includes(each)))("$page", ({ page }) => runPage(page), 300_000);
});

test("pages that need much are run by tests that have it", () => {
  for (const { page } of elsewhere) {
    const file = pages[page]?.runBy ?? "";
    expect(readFileSync(join(root, file), "utf8")).toContain(`runPage("${page}"`);
  }
});

test("commands inside of sentences name scripts, commands and options that exist", async () => {
  const texts = new Set(pagesOf(root).flatMap((page) => commandsInText(root, page)));
  expect(texts.size).toBeGreaterThan(20);
  const unknown = [...texts].filter((text) => {
    const [, name = ""] = /^npm (?:run )?([\w-]+)/.exec(text) ?? [];
    return !npmScripts().includes(name) && name !== "format";
  });
  expect(unknown).toEqual([]);
  const scene = await makeScene();
  for (const text of texts) {
    // Names of commands and options are in small letters; what a reader fills in is not.
    const [, words = ""] = /^npm run cli -- ([a-z]+(?: [a-z]+\b)?)/.exec(text) ?? [];
    if (words === "" || words === "help") continue;
    const { code, said } = await scene.run(`npm run cli -- ${words} --help`);
    expect({ text, code }, said).toEqual({ text, code: 0 });
    for (const [option] of text.matchAll(/--[a-z][a-z-]*/g)) expect(said).toContain(option);
  }
  await scene.dispose();
});

test("npm runs each script that the blocks name as the tests do", () => {
  const names = shown.flatMap(({ commands }) =>
    commands.flatMap(({ command }) => /\bnpm (?:run )?(start|(?<=run )\w+)/.exec(command)?.[1] ?? []),
  );
  expect(names).toContain("start");
  expect([...new Set(names)].filter((name) => !npmScripts().includes(name))).toEqual([]);
});
