/**
 * Other people's text without what a terminal takes for commands (C0 and C1 control characters, DEL), and
 * without what turns the direction of the text around it (Unicode's bidirectional controls). Further lines are
 * indented, so that nobody can fake one.
 */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/\t/g, "  ")
    .replace(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/\n/g, "\n      ");
}
