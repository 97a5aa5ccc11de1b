/** The documentation at `/docs/`, while `docs.enabled` is on. */
import type { Config } from "../config/schema.ts";
import { builder } from "./built/build.ts";
import type { BuiltFiles } from "./built/built-files.ts";
import { builtResponse, documentResponse, immutable } from "./built/response.ts";
import { fileNotFound } from "./file-response.ts";
import { pathOf, type Route } from "./route.ts";

export const docsFiles = builder({
  name: "docs",
  script: "build-docs.ts",
  sources: [
    "docs",
    "web/docs",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "client/README.md",
    "scripts/build-docs.ts",
    "scripts/built-file.ts",
    "scripts/anchors.ts",
    "scripts/site",
    "package.json",
    "package-lock.json",
  ],
});

/** The pages run nothing but their own script, and load nothing from other hosts. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const safety = {
  "Content-Security-Policy": contentPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

interface DocsParts {
  readonly config: () => Config;
  /** @throws Error when the site can't be built */
  readonly files: () => Promise<BuiltFiles>;
  /** Told why the site can't be shown. */
  failed(cause: unknown): void;
}

export function docsRoute({ config, files, failed }: DocsParts): Route {
  let told: unknown;
  return {
    path: "/docs/*",
    private: true,
    async handle(request) {
      if (!config().docs.enabled) return fileNotFound();
      const path = pathOf(request).slice("/docs".length);
      // The links of the pages are relative, and so is this: a proxy may have the server below a path.
      if (path === "") return new Response(null, { status: 308, headers: { Location: "docs/" } });
      const found = await files().catch((cause: unknown) => {
        // The same failure is one line of the log, however many ask.
        if (cause !== told) failed(cause);
        told = cause;
        return null;
      });
      const name = path.slice(1).replace(/(^|\/)$/, "$1index.html");
      const file = found?.get(name);
      if (!file) return fileNotFound();
      if (/^(?:docs|search)-[^/]*$/.test(name))
        return builtResponse(request, file, { ...immutable, ...safety });
      return documentResponse(request, file, { ...safety, Vary: "Accept-Encoding" });
    },
  };
}
