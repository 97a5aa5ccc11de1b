import { expect, test } from "bun:test";
import { plain } from "./plain.ts";

test("plain text keeps letters of every script and emoji, and nothing that moves a cursor", () => {
  expect(plain("naïve 日本語 👩‍👩‍👧 שלום")).toBe("naïve 日本語 👩‍👩‍👧 שלום");
  expect(plain("a\u0000b\u001bc\u007fd\u0085e\u200ff\u2066g")).toBe("abcdefg");
  expect(plain("one\r\ntwo\u2028three\tfour\rfive")).toBe("one\n      two\n      three  four\n      five");
});
