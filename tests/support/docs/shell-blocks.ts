/** The commands that the Markdown of the repository shows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One command of a block, and the line of the page on which it begins. */
export interface ShownCommand {
  readonly line: number;
  readonly command: string;
}

/** Languages of blocks that are no commands. A block in any other language is taken for commands. */
const others = new Set(["ini", "json", "nginx", "text", "ts", "yaml"]);

/** All pages that may show commands. What is made from tables shows their usage only. */
export function pagesOf(root: string): string[] {
  const globs = ["*.md", "client/README.md", "docs/**/*.md"];
  return globs.flatMap((glob) => [...new Bun.Glob(glob).scanSync({ cwd: root })]).sort();
}

export function commandsOf(root: string, page: string): ShownCommand[] {
  return shownCommands(readFileSync(join(root, page), "utf8"));
}

/** A command goes on behind a backslash at the end of its line. Empty lines and comments are none. */
export function shownCommands(markdown: string): ShownCommand[] {
  const found: ShownCommand[] = [];
  let language: string | null = null;
  let begun: ShownCommand | null = null;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = /^\s*```(.*)$/.exec(text)?.[1]?.trim();
    if (fence !== undefined) {
      language = language === null ? fence : null;
      continue;
    }
    if (language === null || others.has(language)) continue;
    const line = text.trim();
    const isEmpty: boolean = begun === null && (line === "" || line.startsWith("#"));
    if (isEmpty) continue;
    const whole: ShownCommand = begun
      ? { line: begun.line, command: `${begun.command} ${line}` }
      : { line: index + 1, command: line };
    begun = line.endsWith("\\") ? { ...whole, command: whole.command.slice(0, -1).trimEnd() } : null;
    if (begun === null) found.push({ ...whole, command: withoutComment(whole.command) });
  }
  return found;
}

/** Comments behind commands are for the reader. */
function withoutComment(command: string): string {
  return command.replace(/\s+# .*$/, "");
}

/** Commands of npm inside of sentences, such as `npm run cli -- files`. */
export function commandsInText(root: string, page: string): string[] {
  const text = readFileSync(join(root, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/`(npm (?:run|start|test)\b[^`]*)`/g)].map(([, command = ""]) => command);
}
