/** The marks inside of a line: bold, italic, strike, spoiler, code, links, mentions, custom emojis. */
import type { Inline } from "./nodes.ts";

/** Marks in marks beyond this are text. */
const deepest = 6;

const pairs = [
  { mark: "**", kind: "strong" },
  { mark: "~~", kind: "del" },
  { mark: "||", kind: "spoiler" },
  { mark: "*", kind: "em" },
  { mark: "_", kind: "em" },
] as const;

/** Where a mark, a link or a name may begin. */
const special = /[\\`*_~|[@#]|https?:|originchats:/gi;
const bareLink = /https?:\/\/[^\s<>"`]+/iy;
const namedLink = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()<>"]{1,2000})\)/iy;
const customEmoji = /originChats:\/\/[^\s/]{1,255}\/emojis\/(\d{1,12})(?!\w)/iy;
const sticker = /originChats:<sticker>\/\/[^\s/]{1,255}\/(\d{1,12})(?!\w)/iy;
const mention = /@(&?[\p{L}\p{N}_:.-]{1,64})/uy;
const channel = /#([\p{L}\p{N}_-]{1,64})/uy;

export function inlineNodes(text: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  let plain = "";
  /** Marks without a closing one behind this place. Each is searched for only once. */
  const unclosed = new Set<string>();
  const push = (node: Inline) => {
    if (plain !== "") nodes.push({ kind: "text", text: plain });
    plain = "";
    nodes.push(node);
  };

  let at = 0;
  while (at < text.length) {
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    if (next === text.length) break;
    at = next;
    const character = text[at] ?? "";
    const before = text[at - 1] ?? "";
    const found = nodeAt(text, at, before, depth, unclosed);
    if (found) {
      if (found.node) push(found.node);
      else plain += found.text;
      at = found.end;
    } else {
      plain += character;
      at++;
    }
  }
  if (plain !== "") nodes.push({ kind: "text", text: plain });
  return nodes;
}

type Found =
  | { readonly node: Inline; readonly text?: never; readonly end: number }
  | { readonly node: null; readonly text: string; readonly end: number };

function nodeAt(
  text: string,
  at: number,
  before: string,
  depth: number,
  unclosed: Set<string>,
): Found | null {
  switch (text[at]) {
    case "\\":
      return /^[\\`*_~|[\]@#>]$/.test(text[at + 1] ?? "")
        ? { node: null, text: text[at + 1] ?? "", end: at + 2 }
        : null;
    case "`":
      return codeAt(text, at, unclosed);
    case "[": {
      const [whole, shown = "", url = ""] = matchAt(namedLink, text, at) ?? [];
      return whole && isUrl(url)
        ? { node: { kind: "link", url, text: shown }, end: at + whole.length }
        : null;
    }
    case "h":
    case "H":
      return isWord(before) ? null : bareLinkAt(text, at);
    case "o":
    case "O": {
      if (isWord(before)) return null;
      const [emoji, id = ""] = matchAt(customEmoji, text, at) ?? [];
      if (emoji) return { node: { kind: "emoji", id }, end: at + emoji.length };
      const [whole, stickerId = ""] = matchAt(sticker, text, at) ?? [];
      return whole ? { node: { kind: "sticker", id: stickerId }, end: at + whole.length } : null;
    }
    case "@":
    case "#": {
      if (isWord(before)) return null;
      const isMention = text[at] === "@";
      const name = matchAt(isMention ? mention : channel, text, at)?.[1]?.replace(/[.:]+$/, "");
      return name
        ? { node: { kind: isMention ? "mention" : "channel", name }, end: at + 1 + name.length }
        : null;
    }
    default:
      return depth < deepest ? pairAt(text, at, before, depth, unclosed) : null;
  }
}

/** A run of backticks, closed by one of the same length. */
function codeAt(text: string, at: number, unclosed: Set<string>): Found | null {
  let end = at;
  while (text[end] === "`") end++;
  const mark = text.slice(at, end);
  if (mark.length > 2 || unclosed.has(mark)) return { node: null, text: mark, end };
  const close = text.indexOf(mark, end);
  if (close < 0) {
    unclosed.add(mark);
    return { node: null, text: mark, end };
  }
  const inside = text.slice(end, close);
  if (inside.trim() === "") return { node: null, text: mark, end };
  return { node: { kind: "code", text: inside.trim() }, end: close + mark.length };
}

function pairAt(
  text: string,
  at: number,
  before: string,
  depth: number,
  unclosed: Set<string>,
): Found | null {
  for (const { mark, kind } of pairs) {
    if (!text.startsWith(mark, at) || unclosed.has(mark)) continue;
    const from = at + mark.length;
    // A mark that is followed by a space opens nothing, and an underscore inside of a word is part of it.
    if (/^\s?$/.test(text[from] ?? "") || (mark === "_" && isWord(before))) continue;
    const close = closing(text, from, mark);
    if (close < 0) {
      unclosed.add(mark);
      continue;
    }
    const inside = inlineNodes(text.slice(from, close), depth + 1);
    return { node: { kind, inside }, end: close + mark.length };
  }
  return null;
}

function closing(text: string, from: number, mark: string): number {
  for (let at = text.indexOf(mark, from + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    const behind = text[at + mark.length] ?? "";
    // One star of two closes nothing, unless a third belongs to it.
    if (mark === "*" && behind === "*" && text[at + 2] !== "*") {
      at++;
      continue;
    }
    if (/\s/.test(text[at - 1] ?? "") || (mark === "_" && isWord(behind))) continue;
    if (mark === "**" && behind === "*") return at + 1;
    return at;
  }
  return -1;
}

function bareLinkAt(text: string, at: number): Found | null {
  let url = matchAt(bareLink, text, at)?.[0] ?? "";
  // What ends a sentence, or closes marks around the address, isn't part of it.
  url = url.replace(/(?:[.,:;!?'*_~|]|\*\*)+$/, "");
  if (url.endsWith(")") && !url.includes("(")) url = url.slice(0, -1);
  return isUrl(url) ? { node: { kind: "link", url, text: url }, end: at + url.length } : null;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const isUrl = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? "");
const isWord = (character: string) => /[\p{L}\p{N}_]/u.test(character);
