import { expect, test } from "bun:test";
import { slashArguments } from "./chat-slash.ts";

const option = (name: string) => ({ name, type: "str" as const, description: "", required: false });
const options = [option("member"), option("time"), option("reason")];

test("each option takes a word, and the last one takes the rest", () => {
  expect(slashArguments({ options }, "mira 2h far too  loud")).toEqual({
    member: "mira",
    time: "2h",
    reason: "far too  loud",
  });
  expect(slashArguments({ options }, "  mira ")).toEqual({ member: "mira" });
  expect(slashArguments({ options }, "")).toEqual({});
  expect(slashArguments({ options: [] }, "ignored")).toEqual({});
});

test("quotes hold words together", () => {
  expect(slashArguments({ options }, '"the cook" 2h "no reason"')).toEqual({
    member: "the cook",
    time: "2h",
    reason: "no reason",
  });
  expect(slashArguments({ options }, 'it"s "open')).toEqual({ member: 'it"s', time: '"open' });
  expect(slashArguments({ options }, 'a b "c" d')).toEqual({ member: "a", time: "b", reason: '"c" d' });
});

test("names of options are data", () => {
  const args = slashArguments({ options: [option("__proto__"), option("b")] }, "x y");
  expect(Object.keys(args)).toEqual(["__proto__", "b"]);
});
