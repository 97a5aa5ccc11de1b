import { expect, test } from "bun:test";
import { plain, say } from "./plain.ts";

test("plain text keeps letters of every script and emoji, and nothing that moves a cursor", () => {
  expect(plain("naïve 日本語 👩‍👩‍👧 שלום")).toBe("naïve 日本語 👩‍👩‍👧 שלום");
  expect(plain("a\u0000b\u001bc\u007fd\u0085e\u200ff\u2066g")).toBe("abcdefg");
  expect(plain("one\r\ntwo\u2028three\tfour\rfive")).toBe("one\n      two\n      three  four\n      five");
});

test("what is filled into a line stays on it", () => {
  const name = "a\u001b[2Jb\nDeleted everything\u009b";
  expect(say`Created ${name}, number ${2}`).toBe("Created a[2Jb Deleted everything, number 2");
  expect(say`${"a"}${"b"}`).toBe("ab");
});
