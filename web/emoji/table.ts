/** All Unicode emojis with their names, loaded when they are first needed. */
import { signal } from "@preact/signals";
import type { Language } from "../texts/language.ts";

export interface Emoji {
  readonly text: string;
  readonly names: Readonly<Record<Language, string>>;
  /** Further words that find it, in both languages. */
  readonly words: readonly string[];
  readonly takesTone: boolean;
  /** Index in `groups`. */
  readonly group: number;
}

/** In the order of the table. */
export const groups = [
  "smileys",
  "people",
  "animals",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
] as const;

/** Null until it is loaded. */
export const emojiTable = signal<readonly Emoji[] | null>(null);

let loading: Promise<void> | null = null;

/** Fails without a word: the next call tries again. */
export function loadEmojis(): Promise<void> {
  loading ??= import("./emojis.gen.ts").then(
    ({ table }) => {
      emojiTable.value = parsed(table);
    },
    () => {
      loading = null;
    },
  );
  return loading;
}

/**
 * @param table five lines of columns that tabs divide: emojis, and names and words in English, then in German. `/` before
 * an emoji begins a group, `~` says that it takes skin tones. Flags of countries have no names here: the browser has them.
 */
function parsed(table: string): Emoji[] {
  const [emojis = [], en = [], enWords = [], de = [], deWords = []] = table
    .split("\n")
    .map((line) => line.split("\t"));
  const countries = {
    en: new Intl.DisplayNames("en", { type: "region" }),
    de: new Intl.DisplayNames("de", { type: "region" }),
  };
  let group = -1;
  return emojis.map((marked, at) => {
    if (marked.startsWith("/")) group++;
    const text = marked.replace(/^[/~]+/, "");
    const code = en[at] === "" ? countryOf(text) : "";
    const name = (language: Language, known = "") => known || (countries[language].of(code) ?? code);
    return {
      text,
      names: { en: name("en", en[at]), de: name("de", de[at]) },
      words: `${enWords[at]},${deWords[at]},${code}`.split(",").filter((word) => word !== ""),
      takesTone: /^\/?~/.test(marked),
      group,
    };
  });
}

/** `DE` for the two letters of the flag. */
function countryOf(flag: string): string {
  return [...flag].map((letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1a5)).join("");
}

/** Those that a text finds, best first: by the beginning of a name, then of its words, then within. */
export function findEmojis(table: readonly Emoji[], text: string, language: Language, most: number): Emoji[] {
  const wanted = text.toLowerCase().replaceAll("_", " ").trim();
  if (wanted === "") return [];
  const ranked: { readonly emoji: Emoji; readonly rank: number }[] = [];
  for (const emoji of table) {
    const rank = rankOf(emoji, wanted, language);
    if (rank !== null) ranked.push({ emoji, rank });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

/** Lower is better; null: it doesn't fit. */
function rankOf({ text, names, words }: Emoji, wanted: string, language: Language): number | null {
  if (text === wanted) return 0;
  let best: number | null = null;
  const consider = (name: string, penalty: number) => {
    const at = name.toLowerCase().indexOf(wanted);
    if (at < 0) return;
    const isWhole = name.length === wanted.length;
    const isBeginning = at === 0;
    const isWord = isBeginning || !/[\p{L}\p{N}]/u.test(name[at - 1] ?? "");
    const rank = (isWhole ? 0 : isBeginning ? 2 : isWord ? 4 : 8) + penalty;
    if (best === null || rank < best) best = rank;
  };
  for (const [of, name] of Object.entries(names)) consider(name, of === language ? 0 : 1);
  for (const word of words) consider(word, 1);
  return best;
}

const modifiers = ["", "🏻", "🏼", "🏽", "🏾", "🏿"] as const;

/** @param tone 0: none, to 5: dark */
export function toned({ text, takesTone }: Pick<Emoji, "text" | "takesTone">, tone: number): string {
  const modifier = modifiers[tone] ?? "";
  if (!takesTone || modifier === "") return text;
  const [first = "", ...rest] = text;
  return first + modifier + rest.join("").replace(/^\ufe0f/, "");
}
