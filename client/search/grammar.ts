/** What people write into a search, as the server reads it (docs/protocol/commands/messages_search.md). Pure. */

export const searchOperators = ["from", "in", "mentions", "has", "before", "after", "pinned"] as const;
export type SearchOperator = (typeof searchOperators)[number];
export const hasValues = ["link", "image", "embed", "poll", "file", "video", "sound"] as const;
/** In characters. */
export const longestSearch = 256;

/** A piece of a search: a word, words in quotes, or an operator with its value. */
export interface SearchPart {
  readonly text: string;
  /** Where it is in the search. */
  readonly start: number;
  readonly end: number;
  readonly isNot: boolean;
  /** Null: words. */
  readonly operator: SearchOperator | null;
  /** Without quotes. */
  readonly value: string;
  /** The server takes an operator with a value that is none of its own for plain words. */
  readonly isUnderstood: boolean;
}

const item = /((?<!\S)-(?!-))?(?:([a-z]+):)?(?:"([^"]*)"?|(\S+)|(?<=:))/gi;

export function searchParts(text: string): SearchPart[] {
  return [...text.matchAll(item)].map((found) => {
    const [whole, minus, name, quoted, plain = ""] = found;
    const value = quoted ?? plain;
    const operator = searchOperators.find((known) => known === name?.toLowerCase()) ?? null;
    return {
      text: whole,
      start: found.index,
      end: found.index + whole.length,
      isNot: minus === "-",
      operator,
      value,
      isUnderstood: operator === null || fits(operator, value),
    };
  });
}

function fits(operator: SearchOperator, value: string): boolean {
  switch (operator) {
    case "from":
    case "in":
    case "mentions":
      return value.replace(operator === "in" ? /^#/ : /^@&?/, "") !== "";
    case "has":
      return hasValues.some((known) => known === value.toLowerCase());
    case "pinned":
      return /^(true|false|yes|no)$/i.test(value);
    case "before":
    case "after":
      return isDay(value) || /^\d{9,10}(\.\d{1,6})?$/.test(value);
  }
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** The text of an operator. A value with spaces stands in quotes. */
export function searchOperator(operator: SearchOperator, value: string): string {
  return /\s|^"/.test(value) ? `${operator}:"${value.replaceAll('"', "")}"` : `${operator}:${value}`;
}

export interface SearchWord {
  /** Folded, as `foldedWords` does it. */
  readonly word: string;
  /** Longer words that begin with it are found too. */
  readonly isPrefix: boolean;
}

/** The words that found messages have in them, for marking them there. */
export function searchWords(text: string): SearchWord[] {
  return searchParts(text).flatMap((part) => {
    if (part.isNot || (part.operator !== null && part.isUnderstood)) return [];
    const words = foldedWords(part.text);
    const goesOn =
      part.text.endsWith("*") || (part.end === text.length && /[\p{L}\p{N}\p{M}]$/u.test(part.text));
    return words.map(({ word }, index) => ({ word, isPrefix: goesOn && index === words.length - 1 }));
  });
}

interface FoldedWord {
  readonly word: string;
  /** Where it is in the text. */
  readonly start: number;
  readonly end: number;
}

/** The words of a text, in small letters and without accents. */
export function foldedWords(text: string): FoldedWord[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((found) => ({
    word: folded(found[0]),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** Letters that Unicode doesn't take apart. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ß: "ss",
  þ: "th",
  ð: "d",
  đ: "d",
  ł: "l",
  ı: "i",
};

/** In small letters and without accents. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[æœøßþðđłı]/g, (letter) => plainLetters[letter] ?? letter);
}
