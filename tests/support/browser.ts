/**
 * A page in headless Chromium, on another origin than the server's, as every OriginChats client in a browser is.
 *
 * @example
 * const browser = await openBrowser();
 * const page = await browser.page();
 * await page.evaluate((url) => fetch(`${url}/info`).then((answer) => answer.json()), server.url);
 * await browser.close();
 */
import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

/** Debian's package chromium. Only this one shows notifications. */
export const wholeChromium = "/usr/bin/chromium";

/** For `describe.skipIf`. CI refuses skipped tests, so there Chromium must be installed. */
export const hasBrowser = existsSync(wholeChromium);

const headlessShell = "/usr/bin/chromium-headless-shell";

/**
 * Debian's package chromium-headless-shell, if it is there: the same browser without windows, which opens a new profile
 * in half the time.
 */
export const fastestChromium = existsSync(headlessShell) ? headlessShell : wholeChromium;

/** Arguments of Chromium. */
export const quiet: readonly string[] = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
];

export interface Browser {
  /** The origin of the pages. */
  readonly origin: string;
  /** An empty page with a storage of its own. */
  page(): Promise<Page>;
  close(): Promise<void>;
}

/** @param files what the pages' origin serves beside the empty page, by path: scripts */
export async function openBrowser(files: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const site = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch({ url }) {
      const script = files[new URL(url).pathname];
      if (script !== undefined)
        return new Response(script, { headers: { "Content-Type": "text/javascript" } });
      return new Response("<!doctype html><title>client</title>", {
        headers: { "Content-Type": "text/html" },
      });
    },
  });
  const chrome = await chromium.launch({ executablePath: fastestChromium, args: [...quiet] });
  const origin = site.url.origin;
  return {
    origin,
    async page() {
      const page = await (await chrome.newContext()).newPage();
      await page.goto(origin);
      return page;
    },
    async close() {
      await chrome.close();
      await site.stop(true);
    },
  };
}
