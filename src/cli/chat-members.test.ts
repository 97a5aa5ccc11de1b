import { expect, test } from "bun:test";
import { secondsOf } from "./chat-members.ts";

test.each([
  ["10m", 600],
  ["90S", 90],
  ["2h", 7200],
  ["7d", 604_800],
  ["5", 300],
  ["0", 0],
  ["soon", null],
  ["-5m", null],
  ["1.5h", null],
  ["", null],
])("the time %p has %p seconds", (typed, seconds) => {
  expect(secondsOf(typed)).toBe(seconds);
});
