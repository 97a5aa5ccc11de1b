/** The client library as files of its package: one module and one file of types. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../build/tool.ts";
import { flatten } from "./flatten.ts";

const note = (version: string) => `// originchats-client ${version}, MIT License\n`;

/**
 * Writes index.js and index.d.ts into a folder, which it makes if needed.
 *
 * @param root of the repository, with the development packages
 */
export async function buildClient(root: string, folder: string): Promise<void> {
  const client = join(root, "client");
  const { version } = JSON.parse(readFileSync(join(client, "package.json"), "utf8"));
  const { outputs } = await Bun.build({
    entrypoints: [join(client, "index.ts")],
    target: "browser",
    format: "esm",
    // Else Bun would put stand-ins for the modules of Node into it.
    external: ["node:*", "bun:*", "bun"],
  });
  const [output, ...others] = outputs;
  if (!output || others.length > 0) throw new Error("The library is not one file");
  const [code, types] = [await output.text(), flattened(root)];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), note(version) + code);
  writeFileSync(join(folder, "index.d.ts"), note(version) + types);
}

/** Builds the library in client/dist, and packs it. @returns the path of the archive, in `folder` */
export async function packClient(root: string, folder: string): Promise<string> {
  const client = join(root, "client");
  await buildClient(root, join(client, "dist"));
  const command = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [made] = JSON.parse(runTool(command, client));
  return join(folder, made.filename);
}

function flattened(root: string): string {
  const scratch = mkdtempSync(join(tmpdir(), "originchats-types-"));
  try {
    const compiler = join(root, "node_modules", ".bin", "tsc");
    const made = Bun.spawnSync([compiler, "-p", join(root, "client"), "--outDir", scratch]);
    if (made.exitCode !== 0) throw new Error(`No types: ${made.stdout.toString()}${made.stderr.toString()}`);
    const paths = [...new Bun.Glob("**/*.d.ts").scanSync(scratch)].sort();
    const files = new Map(paths.map((path) => [path, readFileSync(join(scratch, path), "utf8")]));
    return flatten(files, "index.d.ts");
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
