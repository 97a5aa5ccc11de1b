import { expect, test } from "bun:test";
import { codeSpans } from "./code-spans.ts";

/** The text with code replaced by dots. */
function outside(content: string): string {
  let text = content;
  for (const { start, end } of codeSpans(content)) {
    text = text.slice(0, start) + ".".repeat(end - start) + text.slice(end);
  }
  return text;
}

test("a run of backticks closes with a run of the same length", () => {
  expect(outside("a `b` c")).toBe("a ... c");
  expect(outside("``b`c``d")).toBe(".......d");
  expect(outside("`a``b` c")).toBe("...... c");
  expect(outside("`a` b `c`")).toBe("... b ...");
  expect(outside("no code")).toBe("no code");
});

test("one or two backticks must close on their line", () => {
  expect(outside("five o`clock\nsix o`clock")).toBe("five o`clock\nsix o`clock");
  expect(outside("``a\nb``")).toBe("``a\nb``");
});

test("a fence spans lines, whatever is in it", () => {
  expect(outside("```js\na `b\n```c")).toBe(`${".".repeat(14)}c`);
  expect(outside("x ```a\nb``` y")).toBe("x ......... y");
});

test("an open fence at the begin of a line reaches to the end; elsewhere it is text", () => {
  expect(outside("x\n  ```js\nabc")).toBe(`x\n  ${".".repeat(9)}`);
  expect(outside("x ```js\nabc")).toBe("x ```js\nabc");
  expect(outside("    ```js\nabc")).toBe("    ```js\nabc");
});

test("a hundred thousand runs are no problem", () => {
  const hostile = Array.from({ length: 440 }, (_, i) => "`".repeat(i + 1)).join(" ");
  expect(codeSpans(hostile)).toEqual([]);
  expect(codeSpans("` ".repeat(100_000))).toHaveLength(50_000);
});
