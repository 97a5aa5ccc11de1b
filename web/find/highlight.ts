/** Marks the words that were searched for, without a change to the elements that they are in. */
import { foldedWords, type SearchWord } from "../../client/index.ts";

const name = "found";
/** Scripts without spaces: a word of the search may stand anywhere in a run of letters. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** @param roots elements with texts of messages. Older browsers mark nothing */
export function highlight(roots: Iterable<Element>, words: readonly SearchWord[]): void {
  if (typeof Highlight === "undefined") return;
  const ranges: Range[] = [];
  for (const root of roots) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      // Hidden text stays hidden.
      if (node.parentElement?.closest(".spoiler:not(.shown)")) continue;
      for (const [start, end] of foundIn(node.nodeValue ?? "", words)) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set(name, new Highlight(...ranges));
}

export function clearHighlight(): void {
  if (typeof Highlight !== "undefined") CSS.highlights.delete(name);
}

/** Where the words are in the text. */
export function foundIn(text: string, words: readonly SearchWord[]): [start: number, end: number][] {
  return foldedWords(text).flatMap(({ word, start, end }) =>
    words.flatMap((wanted): [number, number][] => {
      if (unspaced.test(wanted.word)) {
        const at = text.slice(start, end).toLowerCase().indexOf(wanted.word.normalize("NFC"));
        return at < 0 ? [] : [[start + at, start + at + wanted.word.length]];
      }
      return (wanted.isPrefix ? word.startsWith(wanted.word) : word === wanted.word) ? [[start, end]] : [];
    }),
  );
}
