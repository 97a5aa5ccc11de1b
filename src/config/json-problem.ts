/**
 * Where a text stops being JSON. The runtime's own `JSON.parse` says what it met but not where, which is of
 * little help to somebody who edits a file by hand. Only run on texts that `JSON.parse` has refused.
 *
 * @example
 * jsonProblem('{\n  "port": 5613,\n}'); // { line: 3, column: 1, reason: "a comma too many before }" }
 */

export interface JsonProblem {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

const deepest = 1000;
const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** What people take for JSON. Any other word may be a password without its quotation marks, and goes into no log. */
const familiar = /^(NaN|[-+]?Infinity|undefined|None|null|nil|true|false|yes|no|on|off)$/i;
const word = /[^\s,:{}[\]"']+/y;

/** Thrown at the first fault, to leave the nested functions at once. */
class Fault extends Error {}

/** The first fault of a text (RFC 8259), or null when it has none. */
export function jsonProblem(text: string): JsonProblem | null {
  let at = 0;

  function stop(reason: string): never {
    throw new Fault(at >= text.length ? "the text ends too early" : reason);
  }

  function space(): void {
    while (" \t\r\n".includes(text[at] ?? "x")) at += 1;
    if (text.startsWith("//", at) || text.startsWith("/*", at)) stop("JSON has no comments");
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  }

  function string(): void {
    const start = at;
    at += 1;
    while (text[at] !== '"') {
      const character = text[at];
      if (character === undefined || character === "\n") {
        at = start;
        stop("a text without its closing quotation mark");
      }
      if (character < " ") stop("a control character inside a text; write it as \\n, \\t or \\uXXXX");
      if (character === "\\") {
        if (!/^\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) {
          stop("an unknown escape; a backslash itself is written \\\\");
        }
        at += 1;
      }
      at += 1;
    }
    at += 1;
  }

  function items(close: "}" | "]", item: () => void): void {
    at += 1;
    space();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (;;) {
      item();
      space();
      if (text[at] === close) break;
      if (text[at] !== ",") stop(`a comma or ${close} is missing before this`);
      at += 1;
      space();
      if (text[at] === close) stop(`a comma too many before ${close}`);
    }
    at += 1;
  }

  function value(depth: number): void {
    if (depth > deepest) stop("nested too deeply");
    const first = text[at];
    if (first === "{") {
      items("}", () => {
        if (text[at] !== '"') stop('a key in "double quotation marks" is expected');
        string();
        space();
        if (text[at] !== ":") stop("a colon is missing after the key");
        at += 1;
        space();
        value(depth + 1);
      });
    } else if (first === "[") {
      items("]", () => value(depth + 1));
    } else if (first === '"') {
      string();
    } else {
      const found = match(word);
      if (found === "true" || found === "false" || found === "null") at += found.length;
      else if (found !== "" && match(number) === found) at += found.length;
      else if (first === "'") stop('a text needs "double quotation marks"');
      else if (found === "") stop("a value is missing here");
      else stop(`${familiar.test(found) ? found : "this"} is not a JSON value`);
    }
  }

  try {
    space();
    value(0);
    space();
    if (at < text.length) stop("more text after the end of the value");
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, reason: error.message };
  }
}
