import { expect, test } from "bun:test";
import { fit } from "./fuzzy.ts";

const names = ["garden", "garden-roses", "old-garden", "programmers", "General", "Łódź", "gr"];

/** Those that fit, the best first. */
const ranked = (typed: string) =>
  names
    .flatMap((name) => {
      const score = fit(typed, name);
      return score === null ? [] : [{ name, score }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

test.each([
  ["garden", ["garden", "garden-roses", "old-garden"]],
  ["gr", ["gr", "programmers", "garden-roses", "garden", "old-garden", "General"]],
  ["garo", ["garden-roses"]],
  ["lodz", ["Łódź"]],
  ["#gen", ["General", "garden", "garden-roses", "old-garden"]],
  ["xyz", []],
])("%s", (typed, found) => {
  expect(ranked(typed)).toEqual(found);
});
