/** Finds parts of pages that have all words of a query. */
import type { IndexEntry } from "./index-entry.ts";

export interface Found {
  readonly entry: IndexEntry;
  /** A piece of its text around the first word. */
  readonly excerpt: string;
}

const excerptLength = 160;

/** @returns those with the words in their headings first, at most `limit` */
export function find(index: readonly IndexEntry[], query: string, limit: number): Found[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const found: { readonly score: number; readonly entry: IndexEntry }[] = [];
  for (const entry of index) {
    const score = scoreOf(entry, words);
    if (score > 0) found.push({ score, entry });
  }
  // The sort is stable: equal ones stay in the order of the pages.
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ entry }) => ({ entry, excerpt: excerptOf(entry.text, words) }));
}

export function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** 0 when a word is missing. */
function scoreOf({ title, heading, text }: IndexEntry, words: readonly string[]): number {
  const [titleText, headingText, allText] = [title, heading, text].map((part) => part.toLowerCase());
  let score = 0;
  for (const word of words) {
    const best = Math.max(
      weight(headingText ?? "", word, 10),
      weight(titleText ?? "", word, 6),
      weight(allText ?? "", word, 1),
    );
    if (best === 0) return 0;
    score += best;
  }
  return score;
}

/** The whole word counts twice, its beginning once, another part of a word half. */
function weight(text: string, word: string, most: number): number {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const begins = at === 0 || !isLetter(text[at - 1]);
    const ends = !isLetter(text[at + word.length]);
    best = Math.max(best, begins && ends ? 2 * most : begins ? most : most / 2);
    if (best === 2 * most) break;
  }
  return best;
}

const isLetter = (character: string | undefined) =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character);

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  if (text.length <= excerptLength) return text;
  const begin = Math.max(0, Math.min(first - 40, text.length - excerptLength));
  const from = begin === 0 ? 0 : text.indexOf(" ", begin) + 1;
  const rest = text.slice(from);
  // Up to the end of a word.
  const piece = rest.length <= excerptLength ? rest : rest.slice(0, excerptLength).replace(/ \S*$/, "");
  return `${from > 0 ? "… " : ""}${piece}${piece === rest ? "" : " …"}`;
}
