import { cliProgram, serverProgram, surroundings } from "./programs.ts";

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
  const program = script === "main.ts" ? serverProgram : cliProgram;
  const child = Bun.spawn([...program, ...args], {
    ...surroundings(),
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
