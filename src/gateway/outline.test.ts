import { expect, test } from "bun:test";
import fc from "fast-check";
import { outlineOf } from "./outline.ts";
import { parsePacket } from "./packet.ts";

test.each([
  ['{"cmd":"ping","listener":"7"}', "ping", "7"],
  ['{ "a" : [ "cmd" , {"cmd":"b"} ] , "cmd" : "ping" }', "ping", null],
  ['{"cmd":"a","cmd":"b"}', "b", null],
  ['{"cmd":"a","cmd":["b"]}', null, null],
  ['{"a":"\\"cmd\\":","cmd":"ping"}', "ping", null],
  ['{"a":"\\\\","cmd":"ping"}', "ping", null],
  ['{"a":"cmd","b":"listener"}', null, null],
  ['{"cmd":"p\\u0069ng"}', null, null],
  ["", null, null],
  ['{"cmd":"', "", null],
  ['{"cmd":"\\', null, null],
])("of %p the command is %p and the listener %p", (text, cmd, listener) => {
  expect(outlineOf(text)).toEqual({ cmd, listener });
});

test("of whatever is JSON it finds what the parser finds", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("cmd", "listener", "x", '"', "\\"), fc.jsonValue()),
      (packet) => {
        const text = JSON.stringify(packet);
        const outline = outlineOf(text);
        if (outline === null) return;
        const parsed = parsePacket(text);
        for (const field of ["cmd", "listener"] as const) {
          const value = parsed?.[field];
          // Escapes are not read: a command has none.
          const readable =
            typeof value === "string" && value.length < 250 && JSON.stringify(value) === `"${value}"`;
          expect(outline[field]).toBe(readable ? value : null);
        }
      },
    ),
  );
});

const inside = (value: string) => `{"a":${value}}`;
test.each([
  ["32 levels", inside(`${"[".repeat(31)}${"]".repeat(31)}`), inside(`${"[".repeat(32)}${"]".repeat(32)}`)],
  ["10,000 values", inside(`[${"0,".repeat(9997)}0]`), inside(`[${"0,".repeat(9998)}0]`)],
  ["64 KiB outside strings", inside("7".repeat(65_532)), inside("7".repeat(65_533))],
])("up to %s are read, more are too complex", (_what, most, more) => {
  expect(outlineOf(most)).not.toBeNull();
  expect(outlineOf(more)).toBeNull();
});

test("a long text is nothing complex, whatever stands in it", () => {
  for (const piece of ["x", "[", "{},", '\\"', "\\ud83d\\ude00", "€"]) {
    expect(outlineOf(inside(`"${piece.repeat(500_000)}"`))).not.toBeNull();
  }
});
