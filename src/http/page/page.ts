/** The built-in page, a client in the browser: the document at `/`, and its files under `/page/`. */
import type { Config } from "../../config/schema.ts";
import type { ServerFace } from "../../config/server-face.ts";
import type { BuiltFiles } from "../built/built-files.ts";
import { builtResponse, documentResponse, immutable } from "../built/response.ts";
import { fileNotFound } from "../file-response.ts";
import type { Route } from "../route.ts";

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
  readonly files: () => Promise<BuiltFiles>;
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
      return documentResponse(request, html, { ...safety, Vary: "Accept, Accept-Encoding" });
    },
  };

  const assets: Route = {
    path: "/page/:file",
    private: true,
    async handle(request, _client, { file = "" }) {
      const isAsset = isPageOn(config()) && file !== "index.html" && file !== "worker.js";
      const asset = isAsset ? (await found())?.get(file) : undefined;
      if (!asset) return fileNotFound();
      return builtResponse(request, asset, {
        ...immutable,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
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
      return script ? builtResponse(request, script, headers) : fileNotFound();
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
