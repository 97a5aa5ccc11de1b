/**
 * Builds the page (web/) into a folder: `build-page.ts FOLDER`. The server runs this in a process of its own when
 * the sources have changed, so that what the bundler holds in memory goes with it.
 *
 * The folder gets `index.html`, `worker.js`, and under hashed names scripts, styles and icons, each also compressed
 * (`.br`, `.gz`).
 */
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { write } from "./built-file.ts";

const web = join(import.meta.dir, "..", "web");

/** @throws Error with the bundler's messages */
async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const script = await bundled("main.tsx");
  const early = await bundled("early.ts");
  const styles = await Promise.all(["styles/index.css", "styles/later.css"].map(bundled));
  const files = new Map([...script, ...early, ...styles.flatMap((outputs) => [...outputs])]);
  for (const name of ["icon.svg", "app192.png", "app512.png"]) {
    const bytes = new Uint8Array(await Bun.file(join(web, "icons", name)).arrayBuffer());
    files.set(name.replace(".", `-${Bun.hash(bytes).toString(36)}.`), bytes);
  }
  for (const [name, bytes] of files) write(join(folder, name), bytes);
  const html = withNames(await Bun.file(join(web, "index.html")).text(), [...files.keys()]);
  const preloads = (await loadedAtOnce(script))
    .map((name) => `<link rel="modulepreload" href="page/${name}">\n`)
    .join("");
  write(join(folder, "worker.js"), await builtWorker([...files.keys()]));
  // Last: a folder with index.html is complete.
  const document = html.replace("<script", `${preloads}<script`);
  write(join(folder, "index.html"), new TextEncoder().encode(document));
}

/** @returns the files that an entry becomes, by their names */
async function bundled(entry: string): Promise<Map<string, Uint8Array>> {
  const { outputs } = await Bun.build({
    entrypoints: [join(web, entry)],
    target: "browser",
    minify: true,
    splitting: true,
    define: { "process.env.NODE_ENV": '"production"' },
    naming: { entry: "[name]-[hash].[ext]", chunk: "part-[name]-[hash].[ext]" },
  });
  const files = new Map<string, Uint8Array>();
  for (const output of outputs) files.set(basename(output.path), new Uint8Array(await output.arrayBuffer()));
  return files;
}

/** The service worker, which keeps all of these files. It changes with them, as their names do. */
async function builtWorker(files: readonly string[]): Promise<Uint8Array> {
  const version = JSON.stringify(Bun.hash(files.join(" ")).toString(36));
  const {
    outputs: [worker],
  } = await Bun.build({
    entrypoints: [join(web, "worker", "worker.ts")],
    target: "browser",
    format: "iife",
    minify: true,
    define: { builtFiles: JSON.stringify(files), builtVersion: version },
  });
  if (worker === undefined) throw new Error("web/worker/worker.ts was not built");
  return new Uint8Array(await worker.arrayBuffer());
}

/** Puts the names of the built files where the document has those of the sources. @throws Error when one is missing */
function withNames(html: string, names: readonly string[]): string {
  return html.replace(/page\/([\w]+)\.(\w+)/g, (_, stem: string, ending: string) => {
    const built = names.find((name) => name.startsWith(`${stem}-`) && name.endsWith(`.${ending}`));
    if (built === undefined) throw new Error(`web/index.html names ${stem}.${ending}, which was not built`);
    return `page/${built}`;
  });
}

/** @returns the parts that the entry imports before it runs: the browser asks for them together with it */
async function loadedAtOnce(script: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const transpiler = new Bun.Transpiler({ loader: "js" });
  const found = new Set<string>();
  const look = (name: string) => {
    for (const { kind, path } of transpiler.scanImports(script.get(name) ?? new Uint8Array())) {
      const part = basename(path);
      if (kind !== "import-statement" || found.has(part) || !script.has(part)) continue;
      found.add(part);
      look(part);
    }
  };
  const entry = [...script.keys()].find((name) => name.startsWith("main-"));
  if (entry === undefined) throw new Error("web/main.tsx was not built");
  look(entry);
  return [...found];
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: build-page.ts FOLDER");
await buildPage(folder);
