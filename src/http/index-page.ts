/** The page for people who open the server's address in a browser: what this is, and how to chat. */

import type { Config } from "../config/schema.ts";
import { cliCommand } from "../programs/programs.ts";
import { shownName, shownText } from "../text/shown.ts";
import { addressFor, escaped, hostOf, htmlPage } from "./html.ts";
import type { Route } from "./route.ts";

const officialClient = "https://originchats.com/app";

/** @param listening address that the server listens on, such as `http://127.0.0.1:5613` */
export function indexPage(config: () => Config, listening: () => string): Route {
  return {
    path: "/index.html",
    handle: (request) =>
      htmlPage(shownName(config().server.name), render(config(), addressFor(request, config(), listening()))),
  };
}

function render(config: Config, address: URL): string {
  const { description } = config.server;
  const host = hostOf(address);
  const isSecure = address.protocol === "https:";
  const socket = `${isSecure ? "wss" : "ws"}://${host}`;
  return `${description === null || description === "" ? "" : `<p>${escaped(shownText(description))}</p>\n`}<p>This is a chat server for OriginChats, and it is running. You chat with a client; this page is not one.</p>
<h2>In the browser</h2>
${isSecure ? webClient(host) : noWebClient}
${config.auth_mode === "rotur" ? "" : terminal(socket, config)}<h2>Other clients and bots</h2>
<p>They connect to <code>${escaped(socket)}</code>.</p>
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
<pre>${cliCommand} chat --url ${escaped(socket)}</pre>
<p>It asks for a name and a password${account}.</p>
`;
}

const noWebClient = `<p>The OriginChats web client connects to <code>wss://</code> addresses only, and this one is not encrypted.
Once the server has a certificate, or stands behind a proxy that has one, this page links to the client. How to do
that: “Put it on the internet” in the README.</p>`;
