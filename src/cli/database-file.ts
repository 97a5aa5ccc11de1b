/** Shared by commands that take a file or folder and a data folder, and say what a database holds. */

import type { Backup } from "../backup/backup.ts";
import { cliCommand } from "../programs/programs.ts";

/** The one file that was given. @throws Error with one line for people */
export function fileGiven(
  { positionals, data }: { readonly positionals: readonly string[]; readonly data: string },
  usage: string,
): string {
  const [file, ...rest] = positionals;
  if (file === undefined || file === "" || rest.length > 0) {
    throw new Error(`Usage: ${cliCommand} ${usage}`);
  }
  if (data === "") throw new Error("--data needs a folder");
  return file;
}

/** What a database holds, in words. */
export function held({ members, messages, newest }: Pick<Backup, "members" | "messages" | "newest">): string {
  const last = newest === null ? "" : `, the newest of ${new Date(newest * 1000).toISOString()}`;
  return `${counted(members, "member")} and ${counted(messages, "message")}${last}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
