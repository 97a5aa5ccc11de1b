/**
 * Builds the page (web/) into a folder: `build-page.ts FOLDER`. The server runs this in a process of its own when
 * the sources have changed, so that what the bundler holds in memory goes with it.
 *
 * The folder gets `index.html`, and under hashed names the script and the styles, each also compressed (`.br`, `.gz`).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const web = join(import.meta.dir, "..", "web");

/** @throws Error with the bundler's messages */
async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { outputs } = await Bun.build({
    entrypoints: [join(web, "main.tsx")],
    target: "browser",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    naming: "[name]-[hash].[ext]",
  });
  let html = await Bun.file(join(web, "index.html")).text();
  for (const output of outputs) {
    const name = basename(output.path);
    const bytes = new Uint8Array(await output.arrayBuffer());
    write(join(folder, name), bytes);
    html = html.replace(name.endsWith(".css") ? "page/main.css" : "page/main.js", `page/${name}`);
  }
  if (/page\/main\.(css|js)/.test(html)) throw new Error("web/index.html names a file that was not built");
  const icon = new Uint8Array(await Bun.file(join(web, "icon.svg")).arrayBuffer());
  const iconName = `icon-${Bun.hash(icon).toString(36)}.svg`;
  write(join(folder, iconName), icon);
  // Last: a folder with index.html is complete.
  write(
    join(folder, "index.html"),
    new TextEncoder().encode(html.replace("page/icon.svg", `page/${iconName}`)),
  );
}

function write(path: string, bytes: Uint8Array): void {
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(path, bytes);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: build-page.ts FOLDER");
await buildPage(folder);
