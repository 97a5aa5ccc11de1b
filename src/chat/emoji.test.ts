import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { customEmojiHost, isUnicodeEmoji, reactionKey } from "./emoji.ts";

describe("one emoji", () => {
  test.each([
    ["plain", "👍"],
    ["with a skin tone", "👍🏽"],
    ["with emoji presentation", "❤️"],
    ["without it, as some keyboards send it", "❤"],
    ["a flag", "🇳🇱"],
    ["a flag of tags", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"],
    ["a keycap", "1️⃣"],
    ["a keycap without presentation", "#⃣"],
    ["a family", "👨‍👩‍👧‍👦"],
    ["two people with skin tones", "👩🏻‍❤️‍💋‍👩🏿"],
    ["the rainbow flag", "🏳️‍🌈"],
    ["a skin tone alone", "🏽"],
    ["a sign that is also text", "©️"],
  ])("%s", (_, emoji) => expect(isUnicodeEmoji(emoji)).toBe(true));
});

describe("not one emoji", () => {
  test.each([
    ["nothing", ""],
    ["a letter", "a"],
    ["a digit", "1"],
    ["a digit with presentation", "1️"],
    ["a number sign", "#"],
    ["two emojis", "👍👍"],
    ["an emoji and text", "👍a"],
    ["an emoji and a space", "👍 "],
    ["two flags", "🇳🇱🇧🇪"],
    ["half a flag", "🇳"],
    ["a joiner at the end", "👍\u200d"],
    ["a joiner alone", "\u200d"],
    ["presentation alone", "\ufe0f"],
    ["half a surrogate pair", "\ud83d"],
    ["a property of objects", "__proto__"],
    ["another one", "constructor"],
    ["a chain without end", Array(20).fill("👍").join("\u200d")],
    ["marks piled up", `👍${"\u0301".repeat(5)}`],
    ["a letter of a script", "é"],
    ["markup", "<b>"],
  ])("%s", (_, text) => expect(isUnicodeEmoji(text)).toBe(false));

  test("any text without an emoji in it, and any emoji with text around it", () => {
    const unit = fc.constantFrom(..."aé\u0301\u200d\ufe0f\u20e3 \u{e0067}\u{e007f}語<_");
    const text = fc.string({ unit, maxLength: 12 });
    fc.assert(fc.property(text, (value) => expect(isUnicodeEmoji(value)).toBe(false)));
    const letters = fc.stringMatching(/^[a-z ]+$/);
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        expect(isUnicodeEmoji(`${before}👍${after}`)).toBe(false);
      }),
    );
  });
});

test("every emoji that is recommended for interchange is one", () => {
  const recommended = /^\p{RGI_Emoji}$/v;
  for (let point = 0xa0; point < 0x1fb00; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    for (const text of [String.fromCodePoint(point), `${String.fromCodePoint(point)}\ufe0f`]) {
      if (recommended.test(text)) expect([text, isUnicodeEmoji(text)]).toEqual([text, true]);
    }
  }
});

describe("the address of a custom emoji", () => {
  test.each([
    ["originChats://chat.example/emojis/wave", "chat.example"],
    ["originChats://127.0.0.1:8080/emojis/a_b-c.gif", "127.0.0.1:8080"],
  ])("%s", (text, host) => expect(customEmojiHost(text)).toBe(host));

  test.each([
    "originChats://chat.example/emojis/",
    "originChats://chat.example/emojis/a/b",
    "originChats://chat.example/emojis/a?b",
    "originChats://user@chat.example/emojis/a",
    "originChats://chat.example:/emojis/a",
    "originchats://chat.example/emojis/a",
    "https://chat.example/emojis/a",
    " originChats://chat.example/emojis/a",
    "originChats://chat.example/emojis/a\n",
    "originChats:///emojis/a",
  ])("not %s", (text) => expect(customEmojiHost(text)).toBeNull());
});

test("forms of one emoji have one key", () => {
  expect(reactionKey("❤️")).toBe(reactionKey("❤"));
  expect(reactionKey("🏳️‍🌈")).toBe(reactionKey("🏳‍🌈"));
  expect(reactionKey("1️⃣")).toBe(reactionKey("1⃣"));
  expect(reactionKey("👍")).not.toBe(reactionKey("👍🏽"));
  const custom = "originChats://chat.example/emojis/tea";
  expect(reactionKey(custom)).toBe(custom);
});
