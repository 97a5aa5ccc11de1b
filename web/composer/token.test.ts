import { expect, test } from "bun:test";
import { tokenAt } from "./token.ts";

const at = (text: string, withCommands = true) => {
  const cursor = text.indexOf("^");
  const found = tokenAt(text.replace("^", ""), cursor, withCommands);
  return found && `${found.kind} ${found.query} ${found.from}-${found.to}`;
};

test.each([
  ["@^", "member  0-1"],
  ["hi @mi^ra", "member mi 3-6"],
  ["**@Ä^", "member Ä 2-4"],
  ["@&ho^", "member &ho 0-4"],
  ["mail@example^", null],
  ["see #gen^", "channel gen 4-8"],
  ["a#b^", null],
  [":te^", "emoji te 0-3"],
  [":t^", null],
  ["at 10:30^", null],
  [":tea::ke^", "emoji ke 5-8"],
  ["/^", "command  0-1"],
  ["/ro^", "command ro 0-3"],
  ["/roll 2^", null],
  [" /ro^", null],
  ["and/or^", null],
  ["`@mi^", null],
  ["`a` @mi^", "member mi 4-7"],
  ["```\n@mi^", null],
  ["```\na\n``` @mi^", "member mi 10-13"],
])("in %j stands %p", (text, token) => {
  expect(at(text)).toBe(token);
});

test("where there are no commands, a slash begins none", () => {
  expect(at("/ro^", false)).toBe(null);
});
