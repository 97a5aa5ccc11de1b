import { join } from "node:path";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of src/ to its end. */
export async function run(
  script: "main.ts" | "cli/main.ts",
  args: readonly string[],
  stdin = "",
): Promise<Ended> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../../src", script), ...args], {
    stdin: new Blob([stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout, stderr };
}

/** What stands on the standard error output beside lines of the log. */
export function withoutLog(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line !== "" && !line.startsWith('{"time"'));
}
