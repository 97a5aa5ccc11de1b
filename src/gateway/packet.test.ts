import { expect, test } from "bun:test";
import { parsePacket, shownCommand } from "./packet.ts";

test.each([["[]"], ["null"], ["7"], ['"ping"'], ['{"cmd":'], ["{'cmd':1}"], [""]])(
  "%p is no packet",
  (text) => expect(parsePacket(text)).toBeNull(),
);

test("a packet is one object; the last of two equal keys counts, and __proto__ is a key like others", () => {
  expect(parsePacket('{"cmd":"a","cmd":"b"}')).toEqual({ cmd: "b" });
  const odd = parsePacket('{"__proto__":{"cmd":"x"}}');
  expect(odd?.["cmd"]).toBeUndefined();
  expect(Object.keys(odd ?? {})).toEqual(["__proto__"]);
});

test.each([
  ["\\ud83c\\udf5e", "🍞"],
  ["\\ud83c", "\ufffd"],
  ["\\uDF5E\\uD83C", "\ufffd\ufffd"],
  ["\\ud83cx\\udf5e", "\ufffdx\ufffd"],
  ["\\\\ud83c", "\\ud83c"],
  ["\\u0041", "A"],
])("the text %p reads %p: half a surrogate pair is replaced", (escaped, read) => {
  expect(parsePacket(`{"val":"${escaped}"}`)).toEqual({ val: read });
});

test("a field with half a surrogate pair in its name is dropped, wherever it stands", () => {
  expect(parsePacket('{"a":[{"\\ud83c":1,"b":"\\ud83c"}],"\\udf5e":2,"__proto__":"\\udf5e"}')).toEqual(
    JSON.parse('{"a":[{"b":"\ufffd"}],"__proto__":"\ufffd"}'),
  );
});

test.each([
  ["message_new", "message_new"],
  [7, "7"],
  [undefined, "none"],
  [{ toString: 1 }, "none"],
])("the command %p is shown as %p", (cmd, shown) => {
  expect(shownCommand(cmd)).toBe(shown);
});

test("of a long command no more than its beginning is shown", () => {
  expect(shownCommand("x".repeat(500))).toBe("x".repeat(100));
});
