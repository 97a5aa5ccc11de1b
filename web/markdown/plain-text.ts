/** A message's text in one line, for previews: without marks, and with spoilers kept shut. */
import { blocksOf } from "./blocks.ts";
import type { Block, Inline } from "./nodes.ts";

export function plainText(text: string): string {
  return blocksOf(text).map(blockText).join(" ").replace(/\s+/g, " ").trim();
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return inlineText(block.inside);
    case "code":
      return block.text;
    case "quote":
      return block.blocks.map(blockText).join(" ");
    case "list":
      return block.items.map(inlineText).join(", ");
  }
}

function inlineText(nodes: readonly Inline[]): string {
  return nodes.map(nodeText).join("");
}

function nodeText(node: Inline): string {
  switch (node.kind) {
    case "text":
    case "code":
    case "link":
      return node.text;
    case "strong":
    case "em":
    case "del":
      return inlineText(node.inside);
    case "spoiler":
      return "•••";
    case "mention":
      return `@${node.name}`;
    case "channel":
      return `#${node.name}`;
    case "emoji":
    case "sticker":
      return `:${node.id}:`;
  }
}
