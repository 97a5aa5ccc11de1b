/** The built-in page, a client in the browser: the document at `/`, and its files under `/page/`. */
import { createHash } from "node:crypto";
import type { Config } from "../../config/schema.ts";
import type { ServerFace } from "../../config/server-face.ts";
import { fileNotFound } from "../file-response.ts";
import type { Route } from "../route.ts";
import type { PageFile, PageFiles } from "./page-files.ts";

/**
 * The page loads nothing from other hosts and runs nothing but its own script. It never makes HTML from text. The only
 * policy of Trusted Types is for the address of its service worker.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types worker",
].join("; ");

const safety = {
  "Content-Security-Policy": contentPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
};

/** Caches of the page are named as in web/worker/worker.ts. */
const lastWorker = `self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));
async function leave() {
  const own = "page " + self.registration.scope + " ";
  for (const name of await caches.keys()) if (name.startsWith(own)) await caches.delete(name);
  await self.registration.unregister();
}
`;

export interface PageParts {
  readonly config: () => Config;
  readonly face: () => ServerFace;
  /** @throws Error when the page can't be built */
  readonly files: () => Promise<PageFiles>;
  /** Shown instead while the page is off. */
  readonly landing: Route;
  /** Told why the page can't be shown. */
  failed(cause: unknown): void;
}

export function isPageOn({ page }: Config): boolean {
  return page.enabled;
}

/** @returns the document, and the routes of what belongs to it */
export function pageRoutes({ config, face, files, landing, failed }: PageParts) {
  const found = () =>
    files().catch((cause: unknown) => {
      failed(cause);
      return null;
    });

  const document: Route = {
    path: "/index.html",
    async handle(request, client, params) {
      const html = isPageOn(config()) ? (await found())?.get("index.html") : undefined;
      if (!html) return landing.handle(request, client, params);
      const tag = `"${createHash("sha256").update(html.plain).digest("base64url").slice(0, 22)}"`;
      const headers = { ...safety, ETag: tag, "Cache-Control": "no-cache", Vary: "Accept, Accept-Encoding" };
      // A proxy that compresses by itself makes the tag a weak one.
      const known = request.headers.get("if-none-match")?.replace(/^W\//, "");
      if (known === tag) return new Response(null, { status: 304, headers });
      return response(request, html, headers);
    },
  };

  const assets: Route = {
    path: "/page/:file",
    private: true,
    async handle(request, _client, { file = "" }) {
      const isAsset = isPageOn(config()) && file !== "index.html" && file !== "worker.js";
      const asset = isAsset ? (await found())?.get(file) : undefined;
      if (!asset) return fileNotFound();
      return response(request, asset, {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        Vary: "Accept-Encoding",
      });
    },
  };

  /**
   * Beside the document, since a worker looks after what lies below its own path. While the page is off, one that
   * removes the page's worker and its files from browsers: an address without a worker would leave both there.
   */
  const worker: Route = {
    path: "/worker.js",
    private: true,
    async handle(request) {
      const headers = {
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        Vary: "Accept-Encoding",
      };
      if (!isPageOn(config()))
        return new Response(lastWorker, { headers: { ...headers, "Content-Type": "text/javascript" } });
      const script = (await found())?.get("worker.js");
      return script ? response(request, script, headers) : fileNotFound();
    },
  };

  /** What browsers need to install the page as an app. */
  const manifest: Route = {
    path: "/manifest.webmanifest",
    private: true,
    async handle() {
      const names = isPageOn(config()) ? [...((await found()) ?? new Map<string, never>()).keys()] : [];
      if (names.length === 0) return fileNotFound();
      const icons = names.flatMap((name) => {
        const side = /^app(\d+)-.*\.png$/.exec(name)?.[1];
        if (side === undefined) return [];
        return ["any", "maskable"].map((purpose) => ({
          src: `page/${name}`,
          type: "image/png",
          sizes: `${side}x${side}`,
          purpose,
        }));
      });
      const { name, description, accent } = face();
      const body = {
        name,
        short_name: name.slice(0, 30),
        ...(description !== null && { description }),
        start_url: "./",
        scope: "./",
        display: "standalone",
        background_color: "#ffffff",
        theme_color: accent ?? "#2259c7",
        icons,
      };
      return new Response(JSON.stringify(body), {
        headers: { "Content-Type": "application/manifest+json", "Cache-Control": "no-cache" },
      });
    },
  };

  return { document, assets, worker, manifest };
}

function response(request: Request, file: PageFile, headers: Readonly<Record<string, string>>): Response {
  const encoding = encodingOf(request.headers.get("accept-encoding") ?? "");
  const bytes = encoding === null ? file.plain : encoding === "br" ? file.br : file.gzip;
  return new Response(request.method === "HEAD" ? null : bytes, {
    headers: {
      ...headers,
      "Content-Type": file.type,
      "Content-Length": String(bytes.length),
      ...(encoding !== null && { "Content-Encoding": encoding }),
    },
  });
}

/** The best of ours that the client takes (RFC 9110 §12.5.3). `q=0` means that it doesn't. */
export function encodingOf(accepted: string): "br" | "gzip" | null {
  const taken = new Set<string>();
  for (const part of accepted.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) taken.add(name);
  }
  return taken.has("br") ? "br" : taken.has("gzip") ? "gzip" : null;
}
