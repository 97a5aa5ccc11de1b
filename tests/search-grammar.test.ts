/** The client library reads searches as the server does. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { foldedWords, searchOperator, searchParts, searchWords } from "../client/search/grammar.ts";
import { parseSearch } from "../src/chat/search-query.ts";
import { wordsOf } from "../src/chat/words.ts";

const pieces = fc.constantFrom(
  ...["tea", "-", '"red tea"', "from:mira", "in:#garden", "-has:file", "has:cake", "before:2026-02-30"],
  ...[
    "after:2026-02-28",
    "pinned:yes",
    "mentions:@&hosts",
    "from:",
    'from:"Mira B"',
    "--force",
    "a-b",
    "tea*",
  ],
);
const query = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(" "));

test("operators are those that the server understands", () => {
  fc.assert(
    fc.property(query, (text) => {
      const server = parseSearch(text);
      const parts = searchParts(text).filter(({ operator, isUnderstood }) => operator && isUnderstood);
      const named = (name: string, isNot: boolean) =>
        parts.filter((part) => part.operator === name && part.isNot === isNot).length;
      expect([named("from", false), named("in", false), named("mentions", false)]).toEqual([
        server?.from.length ?? 0,
        server?.in.length ?? 0,
        server?.mentions.length ?? 0,
      ]);
      expect([named("has", false), named("has", true)]).toEqual([
        server?.has.length ?? 0,
        server?.hasNot.length ?? 0,
      ]);
      expect(named("before", false) > 0).toBe((server?.until ?? null) !== null);
      expect(named("after", false) > 0).toBe((server?.since ?? null) !== null);
      expect(named("pinned", false) > 0).toBe((server?.pinned ?? null) !== null);
    }),
  );
});

test("words that are marked in results are the server's, and only the last one may go on", () => {
  const shown = (text: string) =>
    searchWords(text).map(({ word, isPrefix }) => (isPrefix ? `${word}*` : word));
  expect(shown("red tea")).toEqual(["red", "tea*"]);
  expect(shown("red tea ")).toEqual(["red", "tea"]);
  expect(shown("re* tea from:mira -pot")).toEqual(["re*", "tea"]);
  expect(shown("has:cake")).toEqual(["has", "cake*"]);
});

test("words are folded as the server folds them", () => {
  const text = "Łódź STRASSE Straße crème Æsir ＷＩＤＥ don't";
  expect(foldedWords(text).map(({ word }) => word)).toEqual(wordsOf(text));
});

test("a value with spaces is quoted, and read as one", () => {
  const text = searchOperator("from", "Mira B");
  expect(text).toBe('from:"Mira B"');
  expect(parseSearch(text)?.from).toEqual(["Mira B"]);
  expect(searchParts(text)[0]).toMatchObject({ operator: "from", value: "Mira B", isUnderstood: true });
});
