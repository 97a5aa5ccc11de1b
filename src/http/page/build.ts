/** Finds the built page, and builds it first when its sources have changed. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtVersion } from "../../programs/built.ts";
import { type PageFiles, readPageFiles } from "./page-files.ts";

const root = join(import.meta.dir, "../../..");
/** Whatever the built files depend on. */
const sources = ["web", "client", "scripts/build-page.ts", "package-lock.json"];

let built: Promise<PageFiles> | null = null;

/**
 * The files of the page. The first call of a process reads them, and builds them if no earlier process has built these
 * sources. A failed build is tried again at the next call.
 *
 * @throws Error with the bundler's messages
 */
export function pageFiles(): Promise<PageFiles> {
  built ??= findOrBuild().catch((error: unknown) => {
    built = null;
    throw error;
  });
  return built;
}

async function findOrBuild(): Promise<PageFiles> {
  // An executable holds the built page beside its code.
  if (builtVersion !== null) return readPageFiles(join(import.meta.dir, "page"));
  const cache = join(root, "node_modules", ".cache", "originchats-page");
  const folder = join(cache, await hashOfSources());
  if (existsSync(join(folder, "index.html"))) return readPageFiles(folder);
  // The server's user may have no right to write beside the program. Then each start builds.
  const parent = (await isWritable(cache)) ? cache : tmpdir();
  const draft = await mkdtemp(join(parent, "originchats-page-"));
  try {
    await runBuild(draft);
    const files = await readPageFiles(draft);
    // Another process may have been faster. Its folder holds the same bytes.
    if (parent === cache)
      await rename(draft, folder).then(
        () => removeOthers(cache, folder),
        () => {},
      );
    return files;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runBuild(folder: string): Promise<void> {
  const script = join(root, "scripts", "build-page.ts");
  const child = Bun.spawn([process.execPath, script, folder], {
    cwd: root,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const errors = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`The page could not be built: ${errors.trim()}`);
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256").update(Bun.version);
  for (const source of sources) {
    for (const file of await filesUnder(source)) {
      hash.update(`\n${file}\n`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest("hex").slice(0, 32);
}

async function filesUnder(source: string): Promise<string[]> {
  if (source.includes(".")) return [source];
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1)).sort();
}

/** Makes the folder if there is none. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Builds of earlier versions. Drafts may be of a process that builds now. */
async function removeOthers(cache: string, current: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const isDraft = name.startsWith("originchats-page-");
    if (path !== current && !isDraft) await rm(path, { recursive: true, force: true });
  }
}
