/**
 * How tests run the server and the command line in a process: from the sources, or, if ORIGINCHATS_EXECUTABLE names an
 * executable of `npm run build`, by that alone: in an empty folder, with an empty environment.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Null: the sources are tested. */
export const executable = process.env["ORIGINCHATS_EXECUTABLE"] || null;

const source = (file: string) => [process.execPath, join(import.meta.dir, "../../src", file)];

/** The beginning of the command that starts the server. */
export const serverProgram = executable === null ? source("main.ts") : [executable];

/** The beginning of a command of the command line. */
export const cliProgram = executable === null ? source("cli/main.ts") : [executable];

/** What texts for people have before the name of a command. */
export const cliName = executable === null ? "npm run cli --" : "originchats";

let empty: string | null = null;

/** One for this process, which goes with it. */
function emptyFolder(): string {
  if (empty !== null) return empty;
  const folder = mkdtempSync(join(tmpdir(), "originchats-empty-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  empty = folder;
  return folder;
}

/** The environment and the folder in which they run. */
export function surroundings(): { readonly env?: Record<string, string>; readonly cwd?: string } {
  if (executable === null) return {};
  return { env: { PATH: "" }, cwd: emptyFolder() };
}
