/** Reading arguments by the table, and the help made from it. */
import { expect, test } from "bun:test";
import { commandGroups } from "./command-groups.ts";
import { commandHelp, groupHelp } from "./command-help.ts";
import type { TableCommand } from "./command-table.ts";
import { parseCommand } from "./parse-command.ts";

const command: TableCommand = {
  verb: "ban",
  summary: "Bans a member.",
  args: [
    { name: "NAME", summary: "a name" },
    { name: "WHY", summary: "why", optional: true },
  ],
  options: {
    reason: { type: "text", summary: "why" },
    role: { type: "text", multiple: true, summary: "a role" },
    limit: { type: "number", summary: "how many" },
    expires: { type: "duration", summary: "how long" },
    yes: { type: "flag", summary: "do not ask" },
  },
  run: () => Promise.reject(new Error("not run")),
};
const parsed = (...args: string[]) => parseCommand("user", command, args);

test("arguments and options in any order", () => {
  const given = parsed(
    "--role",
    "a",
    "mira",
    "--role=b",
    "--limit",
    "3",
    "--expires",
    "2h",
    "--yes",
    "--json",
  );
  expect(given.argument("NAME")).toBe("mira");
  expect(given.optional("WHY")).toBeUndefined();
  expect(given.texts("role")).toEqual(["a", "b"]);
  expect([given.number("limit"), given.number("expires"), given.text("reason")]).toEqual([
    3,
    7200,
    undefined,
  ]);
  expect([given.flag("yes"), given.isJson, given.flag("help")]).toEqual([true, true, false]);
});

test.each([
  [["mira", "--reasn", "x"], "user ban knows no --reasn; did you mean --reason?"],
  [["mira", "--colour"], "user ban knows no --colour; see user ban --help"],
  [["mira", "-x"], "user ban knows no -x; see user ban --help"],
  [["mira", "--__proto__"], "user ban knows no --__proto__; see user ban --help"],
  [["mira", "--reason"], "--reason needs a value"],
  [["mira", "--reason", "a", "--reason", "b"], "--reason is given twice"],
  [["mira", "--yes=1"], "--yes takes no value"],
  [["mira", "--limit", "many"], "--limit needs a whole number"],
  [["mira", "--expires", "soon"], "--expires needs a time such as 30m, 12h or 7d"],
  [["mira", "--data", ""], "--data needs a value"],
  [[], "Usage: npm run cli -- user ban NAME [WHY] [--reason TEXT]"],
  [["mira", "why", "more"], "Usage: npm run cli -- user ban"],
])("%p is refused", (args, message) => {
  expect(() => parsed(...args)).toThrow(message);
});

test("--help needs no arguments", () => {
  expect(parsed("-h").flag("help")).toBe(true);
});

test("every help is at most 80 columns wide, and every name is its own", () => {
  expect(new Set(commandGroups.map(({ name }) => name)).size).toBe(commandGroups.length);
  for (const group of commandGroups) {
    const verbs = group.commands.map(({ verb }) => verb);
    expect(new Set(verbs).size).toBe(verbs.length);
    const texts = [groupHelp(group), ...group.commands.map((one) => commandHelp(group, one))];
    for (const line of texts.join("\n").split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
  }
});
