/**
 * The programs of the server that run in a thread or a process of their own, and how commands are named to people.
 * Both differ in an executable (scripts/build.ts): it holds all programs, and has no npm beside it.
 */
import { fileURLToPath } from "node:url";
import { builtVersion } from "./built.ts";

/** Files of src/ that run in a thread. An executable has each of them as an entry point. */
export const threads = {
  database: "db/sqlite/worker.ts",
  digests: "files/digest-worker.ts",
} as const;

/** Files of src/ that run in a process, and the argument by which src/executable.ts runs them instead. */
const processes = {
  cli: { file: "cli/main.ts", argument: [] },
  images: { file: "files/media/image-process.ts", argument: ["image-process"] },
} as const;

/** The types of browsers know a `Worker` too, without these. */
export type Thread = Worker & { ref(): void; unref(): void };

export function newThread(name: keyof typeof threads): Thread {
  // In an executable, the entry points lie beside the file that runs.
  const folder = builtVersion === null ? "../" : "./";
  return new Worker(new URL(folder + threads[name], import.meta.url).href) as Thread;
}

/** The beginning of the command that runs the program; its arguments come behind. */
export function programCommand(name: keyof typeof processes): string[] {
  const { file, argument } = processes[name];
  if (builtVersion !== null) return [process.execPath, ...argument];
  return [process.execPath, fileURLToPath(new URL(`../${file}`, import.meta.url))];
}

/** What people type before the name of a command, in texts for them. */
export const cliCommand = builtVersion === null ? "npm run cli --" : "originchats";

/** What people type to start the server; with flags, `startWithFlags`. */
export const startCommand = builtVersion === null ? "npm start" : "originchats";
export const startWithFlags = builtVersion === null ? "npm start --" : "originchats";
