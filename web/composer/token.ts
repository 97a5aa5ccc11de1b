/** What the cursor stands in, if it can be completed. */

export interface Token {
  readonly kind: "member" | "channel" | "emoji" | "command";
  /** What has been typed, without the mark. */
  readonly query: string;
  /** Where the mark stands, and the cursor. */
  readonly from: number;
  readonly to: number;
}

/** A mark counts at the beginning of a word. An emoji needs two letters, since `:)` and times are no names. */
const patterns = [
  { kind: "member", pattern: /(?:^|[\s([{"'*_~|>])@(&?[\p{L}\p{N}_.:-]{0,40})$/u },
  { kind: "channel", pattern: /(?:^|[\s([{"'*_~|>])#([\p{L}\p{N}_-]{0,40})$/u },
  { kind: "emoji", pattern: /(?:^|[\s([{"'*_~|>:]):([\p{L}\p{N}_+-]{2,40})$/u },
] as const;

/** @param withCommands a slash at the very beginning begins a command */
export function tokenAt(text: string, cursor: number, withCommands: boolean): Token | null {
  const before = text.slice(0, cursor);
  const [, command] = /^\/([\p{L}\p{N}_-]{0,40})$/u.exec(before) ?? [];
  if (command !== undefined) {
    return withCommands ? { kind: "command", query: command, from: 0, to: cursor } : null;
  }
  if (isInCode(before)) return null;
  for (const { kind, pattern } of patterns) {
    const [, query] = pattern.exec(before) ?? [];
    if (query !== undefined) return { kind, query, from: cursor - query.length - 1, to: cursor };
  }
  return null;
}

function isInCode(before: string): boolean {
  if (before.split("```").length % 2 === 0) return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return line.replaceAll("```", "").split("`").length % 2 === 0;
}
