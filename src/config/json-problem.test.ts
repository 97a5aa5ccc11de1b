import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonProblem } from "./json-problem.ts";

test.each([
  ['{\n  "port": 5613,\n}', 3, 1, "a comma too many before }"],
  ['{\n  "port": 5613\n  "host": 1\n}', 3, 3, "a comma or } is missing before this"],
  ['{"a": [1, 2}', 1, 12, "a comma or ] is missing before this"],
  ["{'a': 1}", 1, 2, 'a key in "double quotation marks" is expected'],
  ["{\"a\": 'b'}", 1, 7, 'a text needs "double quotation marks"'],
  ['{"a" 1}', 1, 6, "a colon is missing after the key"],
  ['{"a": }', 1, 7, "a value is missing here"],
  ['{"a": NaN}', 1, 7, "NaN is not a JSON value"],
  ['{"a": 05}', 1, 7, "this is not a JSON value"],
  ['{"password": tea4two}', 1, 14, "this is not a JSON value"],
  ['{"a": "b\n}', 1, 7, "a text without its closing quotation mark"],
  ['{"a": "C:\\Users"}', 1, 10, "an unknown escape; a backslash itself is written \\\\"],
  ['{"a": "b\tc"}', 1, 9, "a control character inside a text; write it as \\n, \\t or \\uXXXX"],
  ['{\r\n  // note\r\n  "a": 1}', 2, 3, "JSON has no comments"],
  ['{"a": 1', 1, 8, "the text ends too early"],
  ["{} {}", 1, 4, "more text after the end of the value"],
])("%p: line %i, column %i: %s", (text, line, column, reason) => {
  expect(jsonProblem(text)).toEqual({ line, column, reason });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("finds a problem exactly where JSON.parse refuses", () => {
  // Valid JSON with a few characters put in or taken out: mostly broken, sometimes still valid.
  const damaged = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.nat(3),
      fc.constantFrom("", ",", "}", "]", '"', "\\", "0", "-", "e", " ", "\n"),
    )
    .map(([json, at, cut, put]) => {
      const start = at % (json.length + 1);
      return json.slice(0, start) + put + json.slice(start + cut);
    });
  fc.assert(
    fc.property(damaged, (text) => {
      expect(jsonProblem(text) === null).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});

test("a thousand and more open brackets are a problem, not a crash", () => {
  expect(jsonProblem("[".repeat(100_000))?.reason).toBe("nested too deeply");
});
