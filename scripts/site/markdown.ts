/** Markdown of the repository as HTML of the docs site. The files are ours, so what they hold is trusted. */

import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { Marked, type Tokens } from "marked";
import { anchorMaker } from "../anchors.ts";
import { addressFrom, assetOf, pageOf } from "./addresses.ts";
import { contents } from "./contents.ts";

/** Its own types bring those of browsers into the whole program. */
interface Highlighter {
  getLanguage(name: string): unknown;
  highlight(text: string, options: { readonly language: string }): { readonly value: string };
}
const hljs: Highlighter = createRequire(import.meta.url)("highlight.js/lib/common");

export interface Part {
  /** Empty before the first heading. */
  readonly heading: string;
  /** Level of the heading, 1 to 6; 0 before the first. */
  readonly level: number;
  readonly anchor: string;
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  readonly title: string;
  /** The parts that the headings make, in order. */
  readonly parts: readonly Part[];
  /** Files of the repository that the page shows or links to, beside other pages. */
  readonly assets: readonly string[];
}

/**
 * @param file path from the root of the repository; links are relative to it
 * @throws Error when the file links to a Markdown file that is no page of the site
 */
export function rendered(file: string, markdown: string): Rendered {
  const page = pageOf(file);
  if (page === null) throw new Error(`${file} is no page of the site`);
  const assets = new Set<string>();
  const anchorOf = anchorMaker();
  /** @returns the address on the site; null: the file is in the repository only */
  const addressOf = (href: string): string | null => {
    if (/^[a-z]+:/i.test(href) || href.startsWith("#")) return href;
    const [path = "", anchor] = href.split("#");
    const target = normalize(join(dirname(file), path)).replace(/\/$/, "");
    const linked = pageOf(target) ?? pageOf(join(target, "README.md"));
    if (linked !== null && (target.endsWith(".md") || folders.has(target))) {
      return addressFrom(page, linked) + (anchor === undefined ? "" : `#${anchor}`);
    }
    if (target.endsWith(".md")) throw new Error(`${file} links to ${target}, which is no page of the site`);
    const asset = assetOf(target);
    if (asset === null) return null;
    assets.add(target);
    return addressFrom(page, asset);
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const anchor = anchorOf(plain(html));
        const link =
          depth > 1 ? ` <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a>` : "";
        return `<h${depth} id="${anchor}">${html}${link}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        // Names of files are good texts in the repository only.
        const html = /^[\w./-]+\.md$/.test(text) ? escaped(titleOf(file, href) ?? text) : text;
        const address = addressOf(href);
        return address === null ? html : `<a href="${escaped(address)}">${html}</a>`;
      },
      image({ href, text }) {
        const address = addressOf(href);
        if (address === null) throw new Error(`${file} shows ${href}, which is not on the site`);
        return `<img src="${escaped(address)}" alt="${escaped(text)}" loading="lazy">`;
      },
      code({ text, lang = "" }) {
        const html = hljs.getLanguage(lang) ? hljs.highlight(text, { language: lang }).value : escaped(text);
        // It scrolls, so keyboards must reach it.
        return `<pre tabindex="0"><code>${html}</code></pre>\n`;
      },
      table(token) {
        return `<div class="table" tabindex="0">${tableHtml(token, (tokens) => this.parser.parseInline(tokens))}</div>\n`;
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  const parts = partsOf(html);
  return { html, title: parts.find(({ level }) => level === 1)?.heading ?? file, parts, assets: [...assets] };
}

/** @returns the title that the contents give the file to which a link leads */
function titleOf(file: string, href: string): string | undefined {
  const target = normalize(join(dirname(file), href.split("#")[0] ?? ""));
  return contents.flatMap(({ pages }) => pages).find((page) => page.file === target)?.title;
}

/** Folders whose README is a page. */
const folders = new Set(["docs/protocol"]);

function tableHtml(
  { header, rows, align }: Tokens.Table,
  inline: (tokens: Tokens.Generic[]) => string,
): string {
  const cell = (tag: "th" | "td", { tokens }: Tokens.TableCell, column: number) =>
    `<${tag}${align[column] ? ` class="${align[column]}"` : ""}>${inline(tokens as Tokens.Generic[])}</${tag}>`;
  const head = header.map((each, column) => cell("th", each, column)).join("");
  const body = rows.map((row) => `<tr>${row.map((each, column) => cell("td", each, column)).join("")}</tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

/** The text between the headings, without marks. */
function partsOf(html: string): Part[] {
  const parts: Part[] = [];
  // Split in front of each heading.
  for (const piece of html.split(/(?=<h[1-6] id=)/)) {
    const found = /^<h([1-6]) id="([^"]*)">(.*?)<\/h\1>/s.exec(piece);
    const [whole = "", level = "0", anchor = "", heading = ""] = found ?? [];
    const text = plain(piece.slice(whole.length));
    const withoutLink = heading.replace(/ <a class="anchor".*$/s, "");
    if (found || text !== "") parts.push({ heading: plain(withoutLink), level: Number(level), anchor, text });
  }
  return parts;
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
  "&amp;": "&",
};

/** @returns what one reads of it */
export function plain(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, "")
    .replace(/<(?:\/p|\/li|\/td|\/th|\/pre|br)>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/&(?:lt|gt|quot|#39|#x27|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark] ?? "&quot;");
}
