/** The tokens of a JSON text (RFC 8259), one after another, with their places. It says nothing about their order. */

export interface Tokens {
  /** Of the token that `next` found last. */
  readonly kind: TokenKind;
  /** Its first character, and the one behind its last. */
  readonly start: number;
  readonly end: number;
  /** Counts from 1. */
  readonly line: number;
  /** Why a text in quotation marks isn't one. */
  readonly fault: { readonly at: number; readonly reason: string } | null;
  next(): TokenKind;
}

/** `word` is a number or a name such as `true`, valid or not; `other` is a character that begins no token. */
export type TokenKind = "{" | "}" | "[" | "]" | ":" | "," | "text" | "word" | "comment" | "other" | "end";

const lineFeed = 0x0a;
const space = 0x20;
const quotationMark = 0x22;
const backslash = 0x5c;
const word = /[^\s,:{}[\]"']+/y;
const escaped = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * @example
 * const tokens = jsonTokens('{"port": 5613}');
 * tokens.next(); // "{"
 * tokens.next(); // "text", with start 1 and end 7
 */
export function jsonTokens(text: string): Tokens {
  const tokens = {
    kind: "end" as TokenKind,
    start: 0,
    end: 0,
    line: 1,
    fault: null as Tokens["fault"],
    next,
  };

  function next(): TokenKind {
    let at = tokens.end;
    // Line breaks stand only between tokens.
    for (; ; at++) {
      const character = text[at];
      if (character === "\n") tokens.line++;
      else if (character !== " " && character !== "\t" && character !== "\r") break;
    }
    tokens.start = at;
    tokens.fault = null;
    tokens.kind = read(at);
    return tokens.kind;
  }

  function read(at: number): TokenKind {
    const first = text[at];
    tokens.end = at + 1;
    switch (first) {
      case "{":
      case "}":
      case "[":
      case "]":
      case ":":
      case ",":
        return first;
      case '"':
        return readText(at);
      case undefined:
        tokens.end = at;
        return "end";
    }
    if (first === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) return "comment";
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? "";
    if (found === "") return "other";
    tokens.end = at + found.length;
    return "word";
  }

  function readText(start: number): TokenKind {
    let at = start + 1;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quotationMark) break;
      if (code === backslash) {
        escaped.lastIndex = at;
        if (!escaped.test(text)) return faulty(at, "an unknown escape; a backslash itself is written \\\\");
        at++;
      } else if (code === lineFeed || Number.isNaN(code)) {
        return faulty(start, "a text without its closing quotation mark");
      } else if (code < space) {
        return faulty(at, "a control character inside a text; write it as \\n, \\t or \\uXXXX");
      }
    }
    tokens.end = at + 1;
    return "text";
  }

  function faulty(at: number, reason: string): TokenKind {
    tokens.fault = { at, reason };
    return "text";
  }

  return tokens;
}
