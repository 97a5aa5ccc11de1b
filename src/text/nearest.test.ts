import { expect, test } from "bun:test";
import { nearest } from "./nearest.ts";

test.each([
  ["reasn", "reason"],
  ["rol", "role"],
  ["passwrod-stdin", "password-stdin"],
  ["reas", "reason"],
  ["json", "json"],
])("%p is most like %p", (typed, word) => {
  expect(nearest(typed, ["role", "reason", "json", "password-stdin", "data"])).toBe(word);
});

test.each(["xy", "banana", "", "no"])("%p is like none", (typed) => {
  expect(nearest(typed, ["role", "reason", "json"])).toBeNull();
});
