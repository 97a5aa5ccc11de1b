/** A built file as an answer, in the form that the client takes. */
import { createHash } from "node:crypto";
import type { BuiltFile } from "./built-files.ts";

export function builtResponse(
  request: Request,
  file: BuiltFile,
  headers: Readonly<Record<string, string>>,
): Response {
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

/** A document, which browsers ask for again each time: 304 while it is the same. */
export function documentResponse(
  request: Request,
  file: BuiltFile,
  headers: Readonly<Record<string, string>>,
): Response {
  const tag = `"${createHash("sha256").update(file.plain).digest("base64url").slice(0, 22)}"`;
  const all = { ...headers, ETag: tag, "Cache-Control": "no-cache" };
  // A proxy that compresses by itself makes the tag a weak one.
  const known = request.headers.get("if-none-match")?.replace(/^W\//, "");
  if (known === tag) return new Response(null, { status: 304, headers: all });
  return builtResponse(request, file, all);
}

/** The headers of a file whose name changes with its bytes. */
export const immutable = {
  "Cache-Control": "public, max-age=31536000, immutable",
  "X-Content-Type-Options": "nosniff",
  Vary: "Accept-Encoding",
};

/** The best of ours that the client takes (RFC 9110 §12.5.3). `q=0` means that it doesn't. */
export function encodingOf(accepted: string): "br" | "gzip" | null {
  const taken = new Set<string>();
  for (const part of accepted.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) taken.add(name);
  }
  return taken.has("br") ? "br" : taken.has("gzip") ? "gzip" : null;
}
