/** Checks the text of config.json for people: each fault with its key and line. No files here. */
import { readDocument } from "./document.ts";
import { parseConfig } from "./load.ts";

export interface ConfigFault {
  /** Null: it is about the file as a whole. */
  readonly key: string | null;
  /** Counts from 1; null: not known, as for a key that is missing. */
  readonly line: number | null;
  readonly reason: string;
}

export interface ConfigReport {
  /** With one of these the server doesn't start. */
  readonly problems: readonly ConfigFault[];
  /** Such as keys that the server doesn't know. */
  readonly warnings: readonly ConfigFault[];
}

/** @example checkConfigText('{"websocket":{"port":"x"}}').problems[0] // { key: "websocket.port", line: 1, reason: … } */
export function checkConfigText(text: string): ConfigReport {
  const parsed = parseConfig(text);
  const document = readDocument(text);
  const fault = (reason: string): ConfigFault => {
    if ("problems" in document) {
      const line = document.problems.map((one) => one.line).find((one) => reason.startsWith(`Line ${one}:`));
      return { key: null, line: line ?? null, reason };
    }
    const [, key = null] = /^([A-Za-z_][\w-]*(?:(?:\.|\[)[\w\]-]+)*):? /.exec(reason) ?? [];
    const [section = "", name] = key?.replace(/\[\d+\]/g, "").split(".") ?? [];
    const line = key === null ? null : document.lineOf(section, name);
    return line === null && key !== null && !reason.includes(" is missing")
      ? { key: null, line: null, reason }
      : { key, line, reason };
  };
  return "problems" in parsed
    ? { problems: parsed.problems.map(fault), warnings: [] }
    : { problems: [], warnings: parsed.warnings.map(fault) };
}
