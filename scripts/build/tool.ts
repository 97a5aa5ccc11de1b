/** Runs a tool to its end. @returns its standard output. @throws Error with its error output */
export function runTool(command: readonly string[], folder: string, env = process.env): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd: folder, env, stdin: "ignore" });
  if (exitCode === 0) return stdout.toString();
  throw new Error(`\`${command.join(" ")}\` ended with ${exitCode}: ${stderr.toString().trim()}`);
}
