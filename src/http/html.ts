/** Pages for people: one HTML document without scripts. */
import type { Config } from "../config/schema.ts";
import { baseUrl } from "./server-assets.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");
}

export interface PageOptions {
  readonly status?: number;
  readonly language?: string;
  /** Address of a picture of this server, above the title. */
  readonly icon?: string | null;
  /** Colour of links and buttons, `#rrggbb`. It is made darker or lighter until it can be read in each theme. */
  readonly accent?: string | null;
}

/**
 * @param title text
 * @param body HTML
 */
export function htmlPage(
  title: string,
  body: string,
  { status = 200, language = "en", icon = null, accent = null }: PageOptions = {},
): Response {
  const address = icon === null ? null : escaped(icon);
  const page = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>${address === null ? "" : `\n<link rel="icon" href="${address}">`}
<style>
  :root { color-scheme: light dark; --accent: light-dark(#2259c7, #8ab0ff) }${accent === null ? "" : accentStyle(accent)}
  html { background: light-dark(#f5f6f8, #17191d); color: light-dark(#1d2026, #e4e6ea) }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: min(4rem, 8vh) auto; padding: 2rem;
    border-radius: 1rem; background: light-dark(#fff, #272a31); box-shadow: 0 2px 8px rgb(20 24 32 / 14%) }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere }
  a { color: var(--accent) }
  .icon { display: block; margin-bottom: 1rem; border-radius: 1rem; object-fit: cover }
  .action { display: block; padding: .75rem 1rem; border-radius: .5rem; background: var(--accent);
    color: light-dark(#fff, #10182b); font-weight: 600; text-align: center; text-decoration: none }
  summary { cursor: pointer }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  @media (max-width: 600px) { body { margin: 0; padding: 1.5rem 1rem; border-radius: 0 } }
  code { font-size: .95em; overflow-wrap: anywhere }
  pre { padding: .75rem 1rem; border: 1px solid #8886; border-radius: .5rem; overflow-x: auto }
</style>
${address === null ? "" : `<img class="icon" src="${address}" alt="" width="64" height="64">\n`}<h1>${escaped(title)}</h1>
${body}</html>
`;
  return new Response(page, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-cache",
      "Content-Security-Policy": `default-src 'none'; ${address === null ? "" : "img-src 'self'; "}style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'`,
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Lightness of OKLCH up to 0.5 is dark enough on white, and from 0.75 light enough on the dark background. */
function accentStyle(accent: string): string {
  const shade = (lightness: string) => `oklch(from ${escaped(accent)} ${lightness} c h)`;
  return `
  @supports (color: oklch(from red l c h)) {
    :root { --accent: light-dark(${shade("min(l, 0.5)")}, ${shade("max(l, 0.75)")}) }
  }`;
}

/** The address under which the visitor can chat: the configured one, else the one in their address bar. */
export function addressFor({ headers }: Request, config: Config, listening: string): URL {
  const base = new URL(baseUrl(config, listening));
  const host = headers.get("host") ?? "";
  if (config.server.url !== null || !/^[a-z0-9.:[\]-]+$/i.test(host)) return base;
  const isSecure = base.protocol === "https:" || headers.get("x-forwarded-proto") === "https";
  return URL.parse(`${isSecure ? "https" : "http"}://${host}`) ?? base;
}

/** Host and path, as clients ask for them. */
export function hostOf({ host, pathname }: URL): string {
  return host + pathname.replace(/\/$/, "");
}
