/**
 * Finds where a text stops being JSON. The runtime's own `JSON.parse` says what it met but not on which line, which
 * doesn't help people who edit a file by hand.
 *
 * @example
 * jsonProblem('{\n  "port": 5613,\n}'); // { line: 3, column: 1, reason: "a comma too many before }" }
 */
import { jsonTokens } from "./json-tokens.ts";

export interface JsonProblem {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Is told what stands where, up to the first fault. */
export interface JsonVisitor {
  /** An object or a list begins. */
  open(isList: boolean): void;
  close(): void;
  /** A key of the innermost object, with its quotation marks; its value follows. */
  key(text: string, line: number): void;
  /** A value of the innermost list follows. */
  item(line: number): void;
}

/** The reason when a text may be JSON, but is nested deeper than asked for. */
export const tooDeep = "nested too deeply";
const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
/** Words that are often taken for JSON. Any other word may be a password without quotes, so it is not logged. */
const familiar = /^(NaN|[-+]?Infinity|undefined|None|null|nil|true|false|yes|no|on|off)$/i;

/**
 * The first fault of a text (RFC 8259), or null when it has none.
 * @param deepest levels of objects and lists that may lie in each other
 */
export function jsonProblem(text: string, visitor?: JsonVisitor, deepest = 1000): JsonProblem | null {
  const tokens = jsonTokens(text);
  let problem: JsonProblem | null = null;

  // Each of the following reads on and is true, or is false at the first fault.

  function stop(reason: string, at = tokens.start): false {
    problem = { line: tokens.line, column: at - text.lastIndexOf("\n", at - 1), reason };
    return false;
  }

  function unexpected(reason: string): false {
    if (tokens.kind === "comment") return stop("JSON has no comments");
    return stop(tokens.kind === "end" ? "the text ends too early" : reason);
  }

  /** The value that begins with the token at hand. */
  function value(depth: number): boolean {
    switch (tokens.kind) {
      case "{":
        return items("}", depth, member);
      case "[":
        return items("]", depth, element);
      case "text":
        return tokens.fault === null || stop(tokens.fault.reason, tokens.fault.at);
      case "word":
        return plainValue(text.slice(tokens.start, tokens.end));
    }
    const isSingle = text[tokens.start] === "'";
    return unexpected(isSingle ? 'a text needs "double quotation marks"' : "a value is missing here");
  }

  function plainValue(found: string): boolean {
    if (found === "true" || found === "false" || found === "null" || number.test(found)) return true;
    return unexpected(`${familiar.test(found) ? found : "this"} is not a JSON value`);
  }

  function items(close: "}" | "]", depth: number, item: (depth: number) => boolean): boolean {
    if (depth === deepest) return stop(tooDeep);
    visitor?.open(close === "]");
    let next = tokens.next();
    while (next !== close) {
      if (!item(depth + 1)) return false;
      next = tokens.next();
      if (next === close) break;
      if (next !== ",") return unexpected(`a comma or ${close} is missing before this`);
      next = tokens.next();
      if (next === close) return unexpected(`a comma too many before ${close}`);
    }
    visitor?.close();
    return true;
  }

  function member(depth: number): boolean {
    if (tokens.kind !== "text") return unexpected('a key in "double quotation marks" is expected');
    if (tokens.fault) return stop(tokens.fault.reason, tokens.fault.at);
    visitor?.key(text.slice(tokens.start, tokens.end), tokens.line);
    if (tokens.next() !== ":") return unexpected("a colon is missing after the key");
    tokens.next();
    return value(depth);
  }

  function element(depth: number): boolean {
    visitor?.item(tokens.line);
    return value(depth);
  }

  tokens.next();
  if (value(0) && tokens.next() !== "end") unexpected("more text after the end of the value");
  return problem;
}
