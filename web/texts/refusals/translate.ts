/** Refusals in the page's words: the values are found in the server's English text, and put into the page's one. */

/** Texts by the code of the error; `{name}` stands for a value. */
export type RefusalTable = Readonly<Record<string, string>>;

export interface Refusal {
  /** As the server says it, in English. */
  readonly message: string;
  /** Null: it came over HTTP, which has none. */
  readonly code?: string | null;
}

export function translated(
  { message, code = null }: Refusal,
  english: RefusalTable,
  own: Partial<RefusalTable>,
): string {
  for (const name of code === null ? Object.keys(english) : [code]) {
    const values = valuesIn(message, english[name]);
    if (values) return (own[name] ?? message).replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "");
  }
  // A newer server says it in other words, and its values can't be found.
  return (code === null ? undefined : own[code]?.replace(/\s*[„(]?\{\w+\}[“)]?/g, "")) ?? message;
}

/** The values of a template in a text that was made of it; null: the text is another one. */
export function valuesIn(text: string, template: string | undefined): Record<string, string> | null {
  if (template === undefined) return null;
  const names: string[] = [];
  const pattern = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(name);
      return "([\\s\\S]*?)";
    })
    .join("");
  const found = new RegExp(`^${pattern}$`).exec(text);
  return found && Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""]));
}
