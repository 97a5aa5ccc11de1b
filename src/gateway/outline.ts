/** Reads the text of a frame before it is parsed: how costly parsing would be, and which command it is for. */

/**
 * Parsing makes an object of each `{}`: a packet of four million bytes can ask for a million of them, which takes a
 * hundred milliseconds. So a packet has at most so many strings, numbers, lists and objects. The largest request that
 * any command accepts, ten full embeds, has 4,000.
 */
export interface Complexity {
  readonly tokens: number;
  /** Lists and objects within each other; an embed has four levels. */
  readonly depth: number;
  /** Characters outside of strings: digits, blanks, brackets. */
  readonly outsideStrings: number;
}

const ofPackets: Complexity = { tokens: 10_000, depth: 32, outsideStrings: 64 * 1024 };

/** Fields of the packet, as far as they are strings without escapes; null where they are not. */
export interface Outline {
  readonly cmd: string | null;
  readonly listener: string | null;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Reads a JSON text without building values. Text that is not JSON is left for the parser to refuse.
 *
 * @returns null when it is too complex
 */
export function outlineOf(text: string, most: Complexity = ofPackets): Outline | null {
  const found: { cmd: string | null; listener: string | null } = { cmd: null, listener: null };
  let depth = 0;
  let tokens = 0;
  let outside = 0;
  /** The last string, if it stood in the packet itself, and the field that a value follows for. */
  let last: string | null = null;
  let field: "cmd" | "listener" | null = null;
  let nextEscape = -1;
  const { tokens: mostTokens, depth: mostDepth, outsideStrings: mostOutsideStrings } = most;

  for (let at = 0; at < text.length; at++) {
    if (++outside > mostOutsideStrings) return null;
    switch (text.charCodeAt(at)) {
      case quote: {
        if (++tokens > mostTokens) return null;
        if (nextEscape <= at) nextEscape = indexFrom(text, "\\", at + 1);
        let end = indexFrom(text, '"', at + 1);
        const escaped = nextEscape < end;
        if (escaped) end = endOfString(text, nextEscape);
        if (depth === 1) {
          // Longer ones are no names, and a copy of them would cost memory.
          last = escaped || end - at > 300 ? null : text.slice(at + 1, end);
          if (field !== null) found[field] = last;
        }
        at = end;
        break;
      }
      case colon:
        if (depth !== 1) break;
        field = last === "cmd" || last === "listener" ? last : null;
        // Of two equal keys the last one counts, also if it is no string.
        if (field !== null) found[field] = null;
        break;
      case comma:
        if (++tokens > mostTokens) return null;
        if (depth === 1) field = null;
        break;
      case openBracket:
      case openBrace:
        if (++tokens > mostTokens || ++depth > mostDepth) return null;
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
    }
  }
  return found;
}

function indexFrom(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
}

/** @param at the first backslash of the string */
function endOfString(text: string, at: number): number {
  let index = at;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === quote) return index;
    index += character === backslash ? 2 : 1;
  }
  return index;
}
