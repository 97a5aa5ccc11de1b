/** Finds what a script built for browsers, and builds it first when its sources have changed. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtVersion } from "../../programs/built.ts";
import { type BuiltFiles, readBuiltFiles } from "./built-files.ts";

const root = join(import.meta.dir, "../../..");

interface Recipe {
  /** Of the folder that an executable holds beside its code. */
  readonly name: string;
  /** In `scripts/`; it gets the folder as its argument, and writes `index.html` last. */
  readonly script: string;
  /** Files and folders from the root of the repository: whatever the built files depend on. */
  readonly sources: readonly string[];
}

/** After a failure, the sources are looked at again at most this often: each visitor of a page asks for the files. */
const pauseMilliseconds = 10_000;

/**
 * @param elapsed milliseconds of a monotonic clock
 * @returns gives the files. The first call of a process reads them, and builds them if no earlier process has built these
 * sources. A build that failed is tried again when its sources have changed; until then calls throw the same Error, with
 * the script's messages.
 */
export function builder(recipe: Recipe, elapsed = () => performance.now()): () => Promise<BuiltFiles> {
  let built: Promise<BuiltFiles> | null = null;
  let failure: { readonly error: unknown; readonly sources: string; at: number } | null = null;

  async function attempt(): Promise<BuiltFiles> {
    if (builtVersion !== null) return readBuiltFiles(join(import.meta.dir, recipe.name));
    const sources = await hashOfSources(recipe.sources);
    if (failure?.sources === sources) {
      failure.at = elapsed();
      throw failure.error;
    }
    try {
      return await findOrBuild(recipe, sources);
    } catch (error) {
      failure = { error, sources, at: elapsed() };
      throw error;
    }
  }

  return () => {
    if (failure && elapsed() - failure.at < pauseMilliseconds) return Promise.reject(failure.error);
    built ??= attempt().catch((error: unknown) => {
      built = null;
      throw error;
    });
    return built;
  };
}

/** @param hash of the sources */
async function findOrBuild({ name, script }: Recipe, hash: string): Promise<BuiltFiles> {
  const prefix = `originchats-${name}`;
  const cache = join(root, "node_modules", ".cache", prefix);
  const folder = join(cache, hash);
  if (existsSync(join(folder, "index.html"))) return readBuiltFiles(folder);
  // The server's user may have no right to write beside the program. Then each start builds.
  const parent = (await isWritable(cache)) ? cache : tmpdir();
  const draft = await mkdtemp(join(parent, `${prefix}-`));
  try {
    await runBuild(script, draft);
    const files = await readBuiltFiles(draft);
    // Another process may have been faster. Its folder holds the same bytes.
    if (parent === cache)
      await rename(draft, folder).then(
        () => removeOthers(cache, folder, `${prefix}-`),
        () => {},
      );
    return files;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runBuild(script: string, folder: string): Promise<void> {
  const child = Bun.spawn([process.execPath, join(root, "scripts", script), folder], {
    cwd: root,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const errors = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`scripts/${script} failed: ${errors.trim()}`);
}

async function hashOfSources(sources: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(Bun.version);
  for (const source of sources) {
    for (const file of await filesUnder(source)) {
      hash.update(`\n${file}\n`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest("hex").slice(0, 32);
}

async function filesUnder(source: string): Promise<string[]> {
  if ((await stat(join(root, source))).isFile()) return [source];
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
async function removeOthers(cache: string, current: string, draftPrefix: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const isDraft = name.startsWith(draftPrefix);
    if (path !== current && !isDraft) await rm(path, { recursive: true, force: true });
  }
}
