/** The little Markdown that the reference is made of. */

/** First line of every page, so that nobody edits one by hand. */
export const madeBy =
  "<!-- Made from the definitions in src/ by `npm run generate`. Don't edit it here. -->\n";

/** Text of a definition as prose that is safe in Markdown. */
export function prose(text: string): string {
  const parts = text.replace(/\s+/g, " ").trim().split("`");
  // Outside of code an angle bracket would begin an HTML element.
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}

export function code(value: string): string {
  return `\`${value}\``;
}

/** @example table(["code", "text"], [["1000", "bye"]]) */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

export function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;
}

/** A page: its parts with an empty line between them. */
export function page(title: string, ...parts: readonly string[]): string {
  return [`# ${title}\n`, madeBy, ...parts].join("\n");
}
