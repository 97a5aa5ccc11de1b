/** All files of the docs site. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { IndexEntry } from "../../web/docs/index-entry.ts";
import { assetOf, pageOf } from "./addresses.ts";
import { contents } from "./contents.ts";
import { type Rendered, rendered } from "./markdown.ts";
import { document } from "./template.ts";

/** By their paths on the site. */
type SiteFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * @param root the folder of the repository
 * @throws Error when a page is missing, links to none, or the script can't be built
 */
export async function site(root: string, version: string): Promise<SiteFiles> {
  const pages = new Map<string, Rendered>();
  for (const file of filesOf(root)) {
    const path = pageOf(file);
    if (path === null) throw new Error(`${file} is no page of the site`);
    pages.set(path, rendered(file, readFileSync(join(root, file), "utf8")));
  }
  const files = new Map<string, string | Uint8Array>();
  for (const asset of new Set([...pages.values()].flatMap(({ assets }) => assets))) {
    files.set(assetOf(asset) ?? asset, new Uint8Array(readFileSync(join(root, asset))));
  }
  const index = JSON.stringify([...pages].flatMap(([page, content]) => entriesOf(page, content)));
  const script = await built(root, "main.ts");
  const styles = await built(root, "docs.css");
  const named = {
    index: `search-${Bun.hash(index).toString(36)}.json`,
    script: script.name,
    styles: styles.name,
  };
  files.set(named.index, index).set(script.name, script.text).set(styles.name, styles.text);
  for (const [page, content] of pages) files.set(page, document(content, { page, version, files: named }));
  return files;
}

/** Markdown files that become pages, those of the contents first. */
function filesOf(root: string): Set<string> {
  const listed = contents.flatMap(({ pages }) => pages.map(({ file }) => file));
  return new Set([...listed, ...[...new Bun.Glob("docs/**/*.md").scanSync({ cwd: root })].sort()]);
}

function entriesOf(page: string, { title, parts }: Rendered): IndexEntry[] {
  return parts.map(({ heading, level, anchor, text }) => ({
    page,
    title,
    heading,
    anchor: level < 2 ? "" : anchor,
    text,
  }));
}

async function built(root: string, entry: string): Promise<{ name: string; text: string }> {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, "web", "docs", entry)],
    target: "browser",
    minify: true,
    naming: "docs-[hash].[ext]",
  });
  const [output] = outputs;
  if (!output) throw new Error(`web/docs/${entry} was not built`);
  return { name: basename(output.path), text: await output.text() };
}
