/** The frame of each page of the docs site: name, search, list of pages, and what is on the page. */
import { addressFrom, pageOf } from "./addresses.ts";
import { contents } from "./contents.ts";
import { escaped, type Rendered } from "./markdown.ts";

interface Frame {
  /** Path on the site. */
  readonly page: string;
  readonly version: string;
  /** Paths on the site, by what they are. */
  readonly files: { readonly script: string; readonly styles: string; readonly index: string };
}

export function document(content: Rendered, { page, version, files }: Frame): string {
  const at = (path: string) => addressFrom(page, path);
  const isIndex = page === "index.html";
  const title = isIndex ? "OriginChats server" : `${content.title} · OriginChats server`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${at(files.styles)}">
<script type="module" src="${at(files.script)}" data-index="${at(files.index)}" data-root="${at("index.html").replace(/index\.html$/, "")}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header>
<button id="menu" type="button" aria-expanded="false" aria-controls="pages" hidden>Pages</button>
<a class="name" href="${at("index.html")}">OriginChats server <small>${escaped(version)}</small></a>
<search><input id="query" type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" hidden></search>
</header>
<div id="results" role="region" aria-label="Results of the search" aria-live="polite" hidden></div>
<div class="columns">
<nav id="pages" aria-label="Pages">${pageList(page)}</nav>
<main id="content">
${content.html}
${neighbours(page)}
</main>
${onThisPage(content)}
</div>
</body>
</html>
`;
}

function pageList(current: string): string {
  const sections = contents.map(({ title, pages }) => {
    const items = pages.map((page) => {
      const target = pathOf(page.file);
      const mark = target === current ? ' aria-current="page"' : "";
      return `<li><a href="${addressFrom(current, target)}"${mark}>${escaped(page.title)}</a></li>`;
    });
    return `<h2>${escaped(title)}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
  });
  return `\n${sections.join("\n")}\n`;
}

function neighbours(current: string): string {
  const pages = contents.flatMap((section) => section.pages);
  const index = pages.findIndex(({ file }) => pathOf(file) === current);
  if (index < 0) return "";
  const link = (offset: number, rel: string) => {
    const page = pages[index + offset];
    return page
      ? `<a rel="${rel}" href="${addressFrom(current, pathOf(page.file))}">${escaped(page.title)}</a>`
      : "<span></span>";
  };
  return `<nav class="neighbours" aria-label="Next and previous page">${link(-1, "prev")}${link(1, "next")}</nav>`;
}

function onThisPage({ parts }: Rendered): string {
  const headings = parts.filter(({ level }) => level === 2);
  if (headings.length < 2) return "";
  const items = headings.map(
    ({ heading, anchor }) => `<li><a href="#${anchor}">${escaped(heading)}</a></li>`,
  );
  return `<nav class="here" aria-label="On this page"><h2>On this page</h2>\n<ul>\n${items.join("\n")}\n</ul></nav>`;
}

function pathOf(file: string): string {
  const path = pageOf(file);
  if (path === null) throw new Error(`${file} is listed in the contents, and is no page of the site`);
  return path;
}
