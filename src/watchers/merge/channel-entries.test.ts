import { describe, expect, test } from "bun:test";
import { nameClashes, readEntries, renameAmong } from "./channel-entries.ts";

describe("the entries of the file", () => {
  const lineOf = (entry: string | number) => Number(entry) + 10;
  const read = (list: readonly unknown[], ...taken: readonly string[]) => {
    const { entries, problems } = readEntries(list, lineOf, (name) => taken.includes(name));
    return [entries.map(({ name, index }) => [name, index]), problems];
  };

  test("a separator without a name gets one that neither the server nor the file has", () => {
    const separator = { type: "separator" };
    const list = [separator, { type: "text", name: "line-3" }, { ...separator, name: null }];
    expect(read(list, "line-1")).toEqual([
      [
        ["line-2", 0],
        ["line-3", 1],
        ["line-4", 2],
      ],
      [],
    ]);
  });

  test("an entry without a name, or with another's, is reported with its line; the others are read", () => {
    expect(read([{ name: "a" }, [], { type: "text" }, { name: "" }, { name: "a" }, { name: "b" }])).toEqual([
      [
        ["a", 0],
        ["b", 5],
      ],
      [
        { line: 11, reason: "a channel must be an object" },
        { line: 12, reason: "a channel needs a 'name', a text" },
        { line: 13, reason: "a channel needs a 'name', a text" },
        { line: 14, reason: "the channel 'a' stands here and on line 10" },
      ],
    ]);
  });
});

test("one free name in place of another, with all else equal, is a rename", () => {
  const old = (name: string, more = {}) => [name, { id: 7, fields: { name, ...more } }] as const;
  const entry = (name: string, more = {}) => ({ name, index: 0, fields: { name, ...more } });
  const [a, b] = [entry("a"), entry("b")];
  const free = () => false;
  expect(renameAmong([old("x")], [a], free)).toMatchObject({ id: 7, entry: a });
  expect(renameAmong([old("x")], [a], (name) => name === "a")).toBeNull();
  expect(renameAmong([old("x")], [entry("a", { icon: null })], free)).toBeNull();
  expect(renameAmong([old("x"), old("y")], [a], free)).toBeNull();
  expect(renameAmong([old("x")], [a, b], free)).toBeNull();
  expect(renameAmong([old("x")], [], free)).toBeNull();
});

test("only a new name clashes, whichever of the two comes first", () => {
  const named = (...names: readonly string[]) => names.map((name) => ({ name }));
  const clashes = (names: readonly string[], ...fresh: readonly string[]) =>
    nameClashes(named(...names), ({ name }) => fresh.includes(name));
  expect(clashes(["a", "A", "b"])).toEqual([]);
  expect(clashes(["a", "A", "b"], "b")).toEqual([]);
  expect(clashes(["a", "A"], "A")).toEqual([{ name: "A", holder: "a" }]);
  expect(clashes(["a", "A"], "a")).toEqual([{ name: "a", holder: "A" }]);
});
