/**
 * Reads a message as people of a chat write it: a small part of Markdown, where each line break counts. Everything
 * that isn't understood is text. No input takes more than linear time in its length, for each level of quotes.
 */
import { inlineNodes } from "./inline.ts";
import type { Block } from "./nodes.ts";

/** Quotes in quotes beyond this are text. */
const deepest = 4;

const fence = /^```([\w+#.-]{0,30})\s*$/;
const item = /^(?:[-*]|(\d{1,9})[.)]) +(\S.*)$/;

export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    const joined = paragraph.join("\n").replace(/^\n+|\n+$/g, "");
    if (joined !== "") blocks.push({ kind: "paragraph", inside: inlineNodes(joined) });
    paragraph = [];
  };
  /** From here on no line ends a code block: the rest needs no search. */
  let noFenceFrom = Number.POSITIVE_INFINITY;

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const opening = fence.exec(line);
    if (opening && at < noFenceFrom) {
      const end = lines.findIndex((other, index) => index > at && other.trimEnd() === "```");
      if (end < 0) noFenceFrom = at;
      else {
        endParagraph();
        const text = lines.slice(at + 1, end).join("\n");
        blocks.push({ kind: "code", language: opening[1] ?? "", text });
        at = end;
        continue;
      }
    }
    if (/^> ?/.test(line) && depth < deepest) {
      endParagraph();
      const quoted: string[] = [];
      for (; at < lines.length && /^> ?/.test(lines[at] ?? ""); at++) {
        quoted.push((lines[at] ?? "").replace(/^> ?/, ""));
      }
      at--;
      blocks.push({ kind: "quote", blocks: blocksOf(quoted.join("\n"), depth + 1) });
      continue;
    }
    const heading = /^#{1,3} +(\S.*)$/.exec(line);
    if (heading?.[1] !== undefined) {
      endParagraph();
      blocks.push({ kind: "heading", inside: inlineNodes(heading[1]) });
      continue;
    }
    const first = item.exec(line);
    if (first) {
      endParagraph();
      const isOrdered = first[1] !== undefined;
      const items = [];
      for (; at < lines.length; at++) {
        const next = item.exec(lines[at] ?? "");
        if (!next || (next[1] !== undefined) !== isOrdered) break;
        items.push(inlineNodes(next[2] ?? ""));
      }
      at--;
      blocks.push({ kind: "list", start: isOrdered ? Number(first[1]) : null, items });
      continue;
    }
    paragraph.push(line);
  }
  endParagraph();
  return blocks;
}
