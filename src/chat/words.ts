/**
 * What a word is, for search: letters and digits, without case, diacritics, width and invisible characters. The index,
 * the query and the exact check all use this one function, so they can't disagree.
 *
 * In scripts that put no space between words (Chinese, Japanese, Thai, …) each character is a word of its own:
 * a search for several of them is then a search for a piece of the text, with no dictionary. So is Hangul, whose
 * words carry endings, and so is an emoji.
 */

/** Longer words are told apart by their beginning only; in UTF-16 units. */
const longest = 64;

const ascii = /^[\0-\x7f]*$/;
const asciiWord = /[a-z0-9]+/g;
/**
 * Marks and characters that are dropped: accents, marks around emojis, Hebrew points, Arabic vowels and stretching, and
 * invisible characters. Vowel signs of Indic scripts stay.
 */
const diacritics =
  /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]|\p{DI}/gu;
/**
 * Letters that Unicode doesn't take apart, as people write them on a keyboard without them: Latin letters with a
 * stroke or hook, ligatures, and the Persian forms of two Arabic letters. In small letters.
 */
const plainLetters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    æ: "ae",
    ǽ: "ae",
    œ: "oe",
    ø: "o",
    ß: "ss",
    þ: "th",
    ð: "d",
    đ: "d",
    ł: "l",
    ħ: "h",
    ı: "i",
    ȷ: "j",
    ŧ: "t",
    ŋ: "n",
    ĸ: "k",
    ə: "e",
    ɛ: "e",
    ɔ: "o",
    ɓ: "b",
    ɗ: "d",
    ɖ: "d",
    ƙ: "k",
    ƴ: "y",
    ƒ: "f",
    ɣ: "g",
    ʋ: "v",
    ɨ: "i",
    ʉ: "u",
    ƶ: "z",
    ǥ: "g",
    ɲ: "n",
    ʈ: "t",
    ƀ: "b",
    ƈ: "c",
    ɠ: "g",
    ɫ: "l",
    ƚ: "l",
    ɍ: "r",
    ґ: "г",
    ی: "ي",
    ک: "ك",
    ς: "σ",
    ʼ: "'",
    ʻ: "'",
  }),
);
const otherLetters = new RegExp(`[${[...plainLetters.keys()].join("")}]`, "gu");
const letters = String.raw`[\p{L}\p{N}\p{M}]`;
/** Scripts that put no space between words; a class for expressions with the flag `v`. */
export const unspaced = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]`;
const spaced = `[${letters}--${unspaced}]`;
const word = new RegExp(String.raw`[${letters}&&${unspaced}]|[\p{ExtPict}\p{RI}]|${spaced}+`, "gv");
const growing = new RegExp(`^${spaced}`, "v");

/** The words of a text, in order. Each holds only `a-z`, `0-9` and characters beyond ASCII. */
export function wordsOf(text: string): string[] {
  const found = ascii.test(text) ? text.toLowerCase().match(asciiWord) : fold(text).match(word);
  return found?.map(shorten) ?? [];
}

/** May more letters follow in the same word? */
export function canGrow(word: string): boolean {
  return growing.test(word);
}

/**
 * Compatibility forms (full width, ligatures) become plain, composed characters fall apart so that their marks can
 * go, and what is left is put together again: Hangul and voiced kana are composed characters too.
 */
function fold(text: string): string {
  const bare = text.normalize("NFKD").replace(diacritics, "").toLowerCase();
  return bare.replace(otherLetters, (letter) => plainLetters.get(letter) ?? letter).normalize("NFC");
}

function shorten(word: string): string {
  if (word.length <= longest) return word;
  const last = word.charCodeAt(longest - 1);
  // Never half a character.
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? longest - 1 : longest);
}
