/** The page for people who open the server's address in a browser: what this is, and how to chat. */
import type { Config } from "../config/schema.ts";
import { shownName, shownText } from "../text/shown.ts";
import type { Route } from "./route.ts";
import { baseUrl } from "./server-assets.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");

const officialClient = "https://originchats.com/app";

/** @param listening address that the server listens on, such as `http://127.0.0.1:5613` */
export function indexPage(config: () => Config, listening: () => string): Route {
  return {
    path: "/index.html",
    handle(request) {
      const page = render(config(), addressFor(request, config(), listening()));
      return new Response(page, {
        headers: {
          "Content-Type": "text/html; charset=utf-8",
          "Cache-Control": "no-cache",
          "Content-Security-Policy":
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options": "nosniff",
        },
      });
    },
  };
}

/** The address under which the visitor can chat: the configured one, else the one in their address bar. */
function addressFor({ headers }: Request, config: Config, listening: string): URL {
  const base = new URL(baseUrl(config, listening));
  const host = headers.get("host") ?? "";
  if (config.server.url !== null || !/^[a-z0-9.:[\]-]+$/i.test(host)) return base;
  const isSecure = base.protocol === "https:" || headers.get("x-forwarded-proto") === "https";
  return URL.parse(`${isSecure ? "https" : "http"}://${host}`) ?? base;
}

function render(config: Config, address: URL): string {
  const name = escaped(shownName(config.server.name));
  const { description } = config.server;
  const host = address.host + address.pathname.replace(/\/$/, "");
  const isSecure = address.protocol === "https:";
  const socket = `${isSecure ? "wss" : "ws"}://${host}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem }
  h1 { line-height: 1.2; overflow-wrap: anywhere }
  code { font-size: .95em; overflow-wrap: anywhere }
  pre { padding: .75rem 1rem; border: 1px solid #8886; border-radius: .5rem; overflow-x: auto }
</style>
<h1>${name}</h1>
${description === null || description === "" ? "" : `<p>${escaped(shownText(description))}</p>\n`}<p>This is a chat server for OriginChats, and it is running. You chat with a client; this page is not one.</p>
<h2>In the browser</h2>
${isSecure ? webClient(host) : noWebClient}
${config.auth_mode === "rotur" ? "" : terminal(socket, config)}<h2>Other clients and bots</h2>
<p>They connect to <code>${escaped(socket)}</code>.</p>
</html>
`;
}

function webClient(host: string): string {
  const link = `${officialClient}?server=${encodeURIComponent(host)}`;
  return `<p><a href="${escaped(link)}">Open ${escaped(host)} in the OriginChats client</a>, or add this address there: <code>${escaped(host)}</code></p>`;
}

/** The terminal client knows accounts of this server only. */
function terminal(socket: string, { cracked }: Config): string {
  const account = cracked.allow_registration ? ", and makes the account if there is none" : "";
  return `<h2>In a terminal</h2>
<p>In the folder of the server's program:</p>
<pre>npm run cli -- chat --url ${escaped(socket)}</pre>
<p>It asks for a name and a password${account}.</p>
`;
}

const noWebClient = `<p>The OriginChats web client connects to <code>wss://</code> addresses only, and this one is not encrypted.
Once the server has a certificate, or stands behind a proxy that has one, this page links to the client. How to do
that: “Put it on the internet” in the README.</p>`;
