import { expect, test } from "bun:test";
import { jsonTokens } from "./json-tokens.ts";

/** Each token of a text: its kind, its characters, its line. */
function tokensOf(text: string): [string, string, number][] {
  const tokens = jsonTokens(text);
  const found: [string, string, number][] = [];
  while (tokens.next() !== "end")
    found.push([tokens.kind, text.slice(tokens.start, tokens.end), tokens.line]);
  return found;
}

test("tokens have their kind, their place and their line", () => {
  expect(tokensOf('{"a\\"b": [-1.5e3,\r\n\ttrue]}\n')).toEqual([
    ["{", "{", 1],
    ["text", '"a\\"b"', 1],
    [":", ":", 1],
    ["[", "[", 1],
    ["word", "-1.5e3", 1],
    [",", ",", 1],
    ["word", "true", 2],
    ["]", "]", 2],
    ["}", "}", 2],
  ]);
  expect(tokensOf(" \n ")).toEqual([]);
});

test("what begins no token, a comment and a text with a fault are told apart", () => {
  expect(tokensOf("'").map(([kind]) => kind)).toEqual(["other"]);
  expect(tokensOf("\u00a0").map(([kind]) => kind)).toEqual(["other"]);
  expect(jsonTokens("// note").next()).toBe("comment");
  expect(jsonTokens("/* note */").next()).toBe("comment");
  expect(jsonTokens("/").next()).toBe("word");
  const tokens = jsonTokens('"a\\x"');
  expect(tokens.next()).toBe("text");
  expect(tokens.fault).toEqual({ at: 2, reason: "an unknown escape; a backslash itself is written \\\\" });
});
