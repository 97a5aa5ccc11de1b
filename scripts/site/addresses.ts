/** Where the Markdown files of the repository are on the docs site. */
import { dirname, posix, relative } from "node:path";

/** Files outside `docs/` that are pages of the site. */
const outside: Readonly<Record<string, string>> = {
  "README.md": "index.html",
  "CHANGELOG.md": "changelog.html",
  "CONTRIBUTING.md": "contributing.html",
  "SECURITY.md": "reporting.html",
  "client/README.md": "client.html",
};

/** @param file from the root of the repository. @returns the page's path on the site; null: it is no page */
export function pageOf(file: string): string | null {
  const named = outside[file];
  if (named !== undefined) return named;
  if (!file.startsWith("docs/") || !file.endsWith(".md")) return null;
  return file
    .slice("docs/".length)
    .replace(/README\.md$/, "index.md")
    .replace(/\.md$/, ".html");
}

/** @returns the path on the site of a file that pages show or offer, such as a picture; null: it isn't on the site */
export function assetOf(file: string): string | null {
  return /^docs\/.*\.(?:png|svg|json)$/.test(file) ? file.slice("docs/".length) : null;
}

/** The address of one path of the site, seen from a page of it. Relative, so that the site can stand anywhere. */
export function addressFrom(page: string, target: string): string {
  return relative(dirname(page), target) || posix.basename(target);
}
