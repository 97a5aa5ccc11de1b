/** The built-in page, a client in the browser: the document at `/`, and its files under `/page/`. */
import { createHash } from "node:crypto";
import type { Config } from "../../config/schema.ts";
import { fileNotFound } from "../file-response.ts";
import type { Route } from "../route.ts";
import type { PageFile, PageFiles } from "./page-files.ts";

/**
 * The page loads nothing from other hosts and runs nothing but its own script. It never makes HTML from text, so
 * Trusted Types need no policy.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const safety = {
  "Content-Security-Policy": contentPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
};

export interface PageParts {
  readonly config: () => Config;
  /** @throws Error when the page can't be built */
  readonly files: () => Promise<PageFiles>;
  /** Shown instead while the page is off. */
  readonly landing: Route;
  /** Told why the page can't be shown. */
  failed(cause: unknown): void;
}

/** Is the page of use? It logs in to accounts of this server only. */
export function isPageOn({ page, auth_mode }: Config): boolean {
  return page.enabled && auth_mode !== "rotur";
}

/** @returns the document, and the route of the other files */
export function pageRoutes({ config, files, landing, failed }: PageParts) {
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
      const asset = isPageOn(config()) && file !== "index.html" ? (await found())?.get(file) : undefined;
      if (!asset) return fileNotFound();
      return response(request, asset, {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        Vary: "Accept-Encoding",
      });
    },
  };

  return { document, assets };
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
