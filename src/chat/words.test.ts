import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { canGrow, wordsOf } from "./words.ts";

fc.configureGlobal({ seed: 2218 });

describe("words", () => {
  test.each<[text: string, words: readonly string[]]>([
    ["Hello, World_wide (web)!", ["hello", "world", "wide", "web"]],
    ["don't 3.14", ["don", "t", "3", "14"]],
    ["Crème BRÛLÉE e\u0301", ["creme", "brulee", "e"]],
    ["ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]],
    ["ＡＢＣ ﬁne", ["abc", "fine"]],
    ["東京タワー", ["東", "京", "タ", "ワ", "ー"]],
    ["ｶﾞ か\u3099", ["ガ", "が"]],
    ["iPhoneを買う", ["iphone", "を", "買", "う"]],
    ["ไทย", ["ไ", "ท", "ย"]],
    ["학교 학교", ["학", "교", "학", "교"]],
    ["हिन्दी", ["हिन्दी"]],
    ["Łódź Straße STRASSE", ["lodz", "strasse", "strasse"]],
    ["smørrebrød Ærø đẹp Œuvre", ["smorrebrod", "aero", "dep", "oeuvre"]],
    ["İstanbul ISPARTA Isparta ısparta", ["istanbul", "isparta", "isparta", "isparta"]],
    ["Þórður Ðiên ħobża Ŋun ƙofa", ["thordur", "dien", "hobza", "nun", "kofa"]],
    ["ґанок Ґанок کتاب كتاب", ["ганок", "ганок", "كتاب", "كتاب"]],
    ["п’ять пʼять", ["п", "ять", "п", "ять"]],
    ["te\u00ada te\u200ba te\u2060a te\u200da", ["tea", "tea", "tea", "tea"]],
    ["می\u200cخواهم", ["ميخواهم"]],
    ["שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]],
    ["❤️ ❤", ["❤", "❤"]],
    ["\ue000b1 \ud800x", ["b1", "x"]],
    ["", []],
    ["?!", []],
  ])("%s", (text, words) => expect(wordsOf(text)).toEqual([...words]));

  test("very long ones are told apart by their beginning, never by half a character", () => {
    expect(wordsOf("x".repeat(500))).toEqual(["x".repeat(64)]);
    const [word = ""] = wordsOf(`a${"𝓐".repeat(3)}${"\u{10400}".repeat(100)}`);
    expect(word.isWellFormed()).toBe(true);
    expect(word.length).toBe(64);
  });

  test("every text has words that the index keeps as they are, and that are their own words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        const words = wordsOf(text);
        for (const word of words) expect(word).toMatch(/^[a-z0-9\u0080-\udfff\uf900-\uffff]+$/);
        expect(wordsOf(words.join(" ")).join(" ")).toEqual(words.join(" "));
      }),
      { numRuns: 3000 },
    );
  });

  test("only words of letters can grow", () => {
    expect(["tea", "7", "é", "東", "ก", "🎉"].map(canGrow)).toEqual([true, true, true, false, false, false]);
  });
});
