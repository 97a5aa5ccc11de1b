/** Pages for people: one HTML document without scripts. */
import type { Config } from "../config/schema.ts";
import { baseUrl } from "./server-assets.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");
}

/**
 * @param title text
 * @param body HTML
 */
export function htmlPage(title: string, body: string, status = 200): Response {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem }
  h1 { line-height: 1.2; overflow-wrap: anywhere }
  code { font-size: .95em; overflow-wrap: anywhere }
  pre { padding: .75rem 1rem; border: 1px solid #8886; border-radius: .5rem; overflow-x: auto }
</style>
<h1>${escaped(title)}</h1>
${body}</html>
`;
  return new Response(page, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-cache",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
    },
  });
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
