import { expect, test } from "bun:test";
import { printedJson } from "./printed-json.ts";

test("no character that a terminal obeys is printed, and the value stays the same", () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join("");
  const printed = printedJson({ [all]: [all, null, 1] });
  expect(printed).not.toMatch(/\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
  expect(JSON.parse(printed)).toEqual({ [all]: [all, null, 1] });
  expect(printedJson("a\u009bb\u202ec")).toBe('"a\\u009bb\\u202ec"');
  expect(printedJson({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
});
