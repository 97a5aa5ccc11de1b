import { expect, test } from "bun:test";
import fc from "fast-check";
import { highlighted } from "./highlight.ts";
import type { Token } from "./tokens.ts";

const textOf = (token: Token): string =>
  typeof token === "string" ? token : token.inside.map(textOf).join("");

const kindsOf = (text: string, language: string) =>
  highlighted(text, language).flatMap((token) =>
    typeof token === "string" ? [] : [[token.kind, textOf(token)]],
  );

test("keywords, names, strings, numbers and comments have their kinds", () => {
  expect(kindsOf('const tea = "green"; // 4 cups', "ts")).toEqual([
    ["keyword", "const"],
    ["string", '"green"'],
    ["comment", "// 4 cups"],
  ]);
  expect(kindsOf("+ more\n- less", "diff")).toEqual([
    ["added", "+ more"],
    ["removed", "- less"],
  ]);
});

test.each(["sh", "c++", "css", "diff", "go", "html", "java", "js", "json", "py", "rs", "sql", "ts", "yml"])(
  "code in %s stays what it was, character by character",
  (language) => {
    const pieces = fc.constantFrom(
      "<b>",
      "</script>",
      "/*",
      "*/",
      '"',
      "'",
      "`${",
      "}",
      "#",
      "--",
      "\n",
      "if",
      "&amp;",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join(" ");
        expect(highlighted(text, language).map(textOf).join("")).toBe(text);
      }),
      { numRuns: 60 },
    );
  },
);

test("a language that nobody knows, and code that is too long, stay plain", () => {
  expect(highlighted("a = 1", "brainfog")).toEqual(["a = 1"]);
  expect(highlighted("1".repeat(30_000), "js")).toEqual(["1".repeat(30_000)]);
});
