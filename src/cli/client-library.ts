/** The client library as files, for projects that are made here. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtVersion } from "../programs/built.ts";
import { CommandError } from "./command-error.ts";

/** Name in the package, and text. */
export type LibraryFiles = Readonly<Record<string, string>>;

const built = ["dist/index.js", "dist/index.d.ts"];

/**
 * The files of the package. They are built anew where the development packages are there.
 *
 * @param root of the repository
 * @throws CommandError when they are not built and can't be
 */
export function clientLibrary(root = fileURLToPath(new URL("../../", import.meta.url))): LibraryFiles {
  // An executable holds the files beside its code.
  if (builtVersion !== null) return filesIn(join(import.meta.dir, "client"));
  const client = join(root, "client");
  if (existsSync(join(root, "node_modules", "typescript"))) build(root);
  else if (!built.every((file) => existsSync(join(client, file)))) {
    throw new CommandError(
      "The client library is not built, and the packages that build it are not installed. Run `npm run client` once: it installs them (about 300 MB) and builds it. Or make the folder on another machine, or with an executable, and the account here with `bot create`",
      "refused",
    );
  }
  return filesIn(client);
}

function filesIn(folder: string): LibraryFiles {
  const names = ["package.json", "README.md", "LICENSE", ...built];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function build(root: string): void {
  const command = [process.execPath, join(root, "scripts/build-client.ts")];
  const { exitCode, stderr } = Bun.spawnSync(command, { cwd: root, stdin: "ignore" });
  if (exitCode === 0) return;
  throw new CommandError(`The client library can't be built: ${stderr.toString().trim()}`, "failed");
}
