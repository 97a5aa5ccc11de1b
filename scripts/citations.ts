/** References in texts of the repository: anchors, links, decisions, and books that readers don't have. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorMaker } from "./anchors.ts";

/** Texts by their paths from the root of the repository. */
export type Texts = ReadonlyMap<string, string>;

const compatibility = "docs/compatibility.md";
/** Names of folders and files that are not part of the repository. */
const left = new Set(["node_modules", ".git", ".tmp", "data", "dist", "results", "package-lock.json"]);
const isText = /\.(?:tsx?|mjs|js|md|json|jsonc|ya?ml|toml|html|css|svg|conf|service|sh|txt|editorconfig)$/;

/** Links may lead to them; there is nothing to read in them. */
const isPicture = /\.png$/;

export function textsUnder(root: string): Texts {
  const texts = new Map<string, string>();
  function read(folder: string): void {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (left.has(entry.name)) continue;
      if (entry.isDirectory()) read(path);
      else if (entry.isFile() && (isText.test(entry.name) || !entry.name.includes("."))) {
        texts.set(path, readFileSync(join(root, path), "utf8"));
      } else if (isPicture.test(entry.name)) texts.set(path, "");
    }
  }
  read("");
  return texts;
}

/** Anchors of docs/compatibility.md that are cited and don't exist. */
export function brokenAnchors(texts: Texts): string[] {
  const anchors = new Set(anchorsIn(texts.get(compatibility) ?? ""));
  return matches(texts, /compatibility\.md#([\w-]*)/g).flatMap(({ where, found: [, anchor = ""] }) =>
    anchors.has(anchor) ? [] : [`${where}: ${compatibility} has no heading "### ${anchor}"`],
  );
}

/** Relative links of Markdown files that lead to no file, or to no heading of it. */
export function brokenLinks(texts: Texts): string[] {
  const folders = new Set([...texts.keys()].flatMap(foldersAbove));
  const complaints: string[] = [];
  for (const { where, path, found } of matches(texts, /\]\(([^()\s]+)\)/g)) {
    const [, link = ""] = found;
    if (!path.endsWith(".md") || /^[a-z]+:/i.test(link)) continue;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), file)).replace(/\/$/, "");
    const text = texts.get(target);
    if (text === undefined && !folders.has(target)) complaints.push(`${where}: there is no ${target}`);
    else if (anchor !== undefined && !anchorsIn(text ?? "").includes(anchor)) {
      complaints.push(`${where}: ${target} has no heading for #${anchor}`);
    }
  }
  return complaints;
}

/** Decisions that are cited, by number or by path, and don't exist. */
export function brokenDecisions(texts: Texts): string[] {
  const pages = [...texts.keys()].flatMap((path) => /^docs\/decisions\/(.+)\.md$/.exec(path)?.[1] ?? []);
  const numbers = new Set(pages.map((page) => Number.parseInt(page, 10)));
  return matches(texts, /\bdecisions? (\d{1,4})\b|\bdecisions\/(\d{4}[\w-]*)/gi).flatMap(
    ({ where, found: [cited, number, page] }) => {
      const exists =
        number === undefined
          ? pages.some((each) => each === page || each.startsWith(`${page}-`))
          : numbers.has(Number(number));
      return exists ? [] : [`${where}: docs/decisions has no page for "${cited}"`];
    },
  );
}

/** Sections of the specification, which is not part of the repository, and notes of its authors. */
export function citedBooks(texts: Texts): string[] {
  const sections =
    /\b0\d,? §|\(0\d(?:[,)]| [§"])|\bDESIGN\b|\b(?:DESIGN|NODES|PAGE|STYLE)\.md\b|\b00-decisions\b/g;
  return matches(texts, sections).flatMap(({ where, path, found: [cited] }) =>
    path === "scripts/citations.ts"
      ? []
      : [`${where}: readers don't have "${cited}"; say the reason, or cite an anchor of ${compatibility}`],
  );
}

function matches(texts: Texts, pattern: RegExp) {
  return [...texts].flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map((found) => {
      const line = text.slice(0, found.index).split("\n").length;
      return { path, where: `${path}:${line}`, found: [...found] as (string | undefined)[] };
    }),
  );
}

/** The anchors of a page: of its headings as GitHub makes them, and `<a id="…">`. */
function anchorsIn(text: string): string[] {
  const anchorOf = anchorMaker();
  const prose = text.replace(/^```.*?^```/gms, "");
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")),
  );
  return [...headings, ...[...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)];
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === "." ? ["."] : [folder, ...foldersAbove(folder)];
}
