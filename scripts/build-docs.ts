/**
 * Builds the docs site from the Markdown of the repository: `build-docs.ts [FOLDER]`, by default into `dist/docs`. Any web
 * server can serve the folder, below any path. The server has it at `/docs` with `docs.enabled`.
 *
 * Each file is also there compressed (`.br`, `.gz`).
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { version } from "../package.json";
import { write } from "./built-file.ts";
import { site } from "./site/site.ts";

const root = join(import.meta.dir, "..");
const [folder = join(root, "dist", "docs")] = process.argv.slice(2);

const files = await site(root, version);
rmSync(folder, { recursive: true, force: true });
// Last: a folder with index.html is complete.
const isLast = (path: string) => path === "index.html";
for (const [path, content] of [...files].sort(([a], [b]) => Number(isLast(a)) - Number(isLast(b)))) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  write(target, typeof content === "string" ? new TextEncoder().encode(content) : content, 9);
}
console.log(`${files.size} files in ${resolve(folder)}`);
