/**
 * Other people's text without what a terminal takes for commands (C0 and C1 control characters, DEL), and
 * without what turns the direction of the text around it (Unicode's bidirectional controls). Further lines are
 * indented, so that nobody can fake one.
 */
export function plain(text: string): string {
  return plainLines(text).replace(/\n/g, "\n      ");
}

/** The same for lines that are meant to be lines, such as those of a table. */
export function plainLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\t/g, "  ")
    .replace(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plain(text).replace(/\n\s*/g, " ");
}

/**
 * A line about what was done. What is filled in may be other people's text.
 *
 * @example say`Created the role ${name}`
 */
export function say(parts: TemplateStringsArray, ...texts: readonly (string | number)[]): string {
  return parts.reduce((said, part, index) => said + oneLine(String(texts[index - 1] ?? "")) + part);
}
