/** Changing keys in the text of config.json. No files here. */
import { problemText, readDocument } from "./document.ts";

/** Values by dotted key, such as `limits.post_content`. `undefined` removes the key, so that its default holds. */
export type KeyEdits = ReadonlyMap<string, unknown>;

/** A section of the file. */
export type Plain = Record<string, unknown>;

/** The text with these keys changed. The others stay, also those that the server doesn't know; so does the indentation. */
export function editedText(text: string, edits: KeyEdits): { text: string } | { problems: string[] } {
  const document = readDocument(text);
  if ("problems" in document) return { problems: document.problems.map(problemText) };
  if (!isPlain(document.value)) return { problems: ["The file must hold an object in braces."] };
  const root: Plain = document.value;
  for (const [key, value] of edits) setKey(root, key, value);
  return { text: `${JSON.stringify(root, null, indentationOf(text))}\n` };
}

/** Sets a dotted key, and makes the sections that it needs. `undefined` removes the key. */
export function setKey(root: Plain, key: string, value: unknown): void {
  const path = key.split(".");
  const last = path.pop() ?? key;
  let section = root;
  for (const name of path) {
    const found = Object.hasOwn(section, name) ? section[name] : undefined;
    const next: Plain = isPlain(found) ? found : {};
    section[name] = next;
    section = next;
  }
  if (value === undefined) delete section[last];
  else section[last] = value;
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function indentationOf(text: string): string {
  return /\n([ \t]{1,10})"/.exec(text)?.[1] ?? "    ";
}
