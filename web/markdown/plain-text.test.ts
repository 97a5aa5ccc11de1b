import { expect, test } from "bun:test";
import { plainText } from "./plain-text.ts";

test.each([
  ["Good **morning** _all_", "Good morning all"],
  ["> quoted\nand answered", "quoted and answered"],
  ["- tea\n- cake", "tea, cake"],
  ["the end: ||they marry||", "the end: •••"],
  ["```js\nlet a = 1;\n\nlet b;\n```", "let a = 1; let b;"],
  ["@mira see #garden", "@mira see #garden"],
])("%j is shown in one line as %j", (text, expected) => {
  expect(plainText(text)).toBe(expected);
});
