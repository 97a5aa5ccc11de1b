/** Answers that are files: caches ask for changes only, players ask for parts, and browsers run nothing in them. */

export interface ServedFile {
  readonly type: string;
  /** Changes whenever the bytes do. Letters, digits and hyphens. */
  readonly version: string;
  /** Time of the last change, Unix milliseconds. */
  readonly modifiedAt?: number;
  /** Seconds for which caches need not ask again. `forever`: the address never leads to other bytes. */
  readonly maxAge: number | "forever";
  /** `Content-Disposition`. */
  readonly disposition?: string;
}

/** Bytes that are read only as they are sent. Blobs fit. */
export interface FileBytes {
  readonly size: number;
  /** @param end exclusive */
  slice(start: number, end: number): Blob | ReadableStream<Uint8Array>;
}

/** Answers GET and HEAD, with a part of the bytes if the request asks for one. */
export function fileResponse(request: Request, file: ServedFile, bytes: FileBytes): Response {
  const early = answerWithoutBytes(request, { ...file, size: bytes.size });
  if (early) return early;
  const range = isRangeAsked(request, file) ? rangeOf(request.headers.get("range"), bytes.size) : null;
  const headers = { ...headersOf(file), "Content-Type": file.type };
  if (!range) return new Response(bytes.slice(0, bytes.size), { headers: withLength(bytes.size) });
  if (range === "unsatisfiable") {
    return new Response("Range not satisfiable\n", {
      status: 416,
      headers: { ...headersOf(file), "Content-Range": `bytes */${bytes.size}` },
    });
  }
  const { first, last } = range;
  return new Response(bytes.slice(first, last + 1), {
    status: 206,
    headers: { ...withLength(last + 1 - first), "Content-Range": `bytes ${first}-${last}/${bytes.size}` },
  });

  /** The runtime leaves it out for a stream, whose length it can't know. */
  function withLength(length: number): Record<string, string> {
    return { ...headers, "Content-Length": String(length) };
  }
}

/**
 * The answer to HEAD, and to a client that has a copy already. Null: the answer needs the bytes.
 *
 * @param file `size` is null when it isn't known before the file is read
 */
export function answerWithoutBytes(
  request: Request,
  file: ServedFile & { readonly size: number | null },
): Response | null {
  const headers = headersOf(file);
  if (hasCopy(request, file)) return new Response(null, { status: 304, headers });
  if (request.method !== "HEAD") return null;
  const described = { ...headers, "Content-Type": file.type };
  if (file.size !== null) {
    return new Response(null, { headers: { ...described, "Content-Length": String(file.size) } });
  }
  // Without a body, Bun would say that the length is 0. Nothing of a HEAD's body is ever pulled.
  return new Response(new ReadableStream({}, { highWaterMark: 0 }), { headers: described });
}

export function fileNotFound(): Response {
  return new Response("Not found\n", { status: 404 });
}

function headersOf({ version, modifiedAt, maxAge, disposition }: ServedFile): Record<string, string> {
  return {
    ETag: `"${version}"`,
    ...(modifiedAt !== undefined && { "Last-Modified": new Date(modifiedAt).toUTCString() }),
    "Cache-Control":
      maxAge === "forever" ? "public, max-age=31536000, immutable" : `public, max-age=${maxAge}`,
    ...(disposition !== undefined && { "Content-Disposition": disposition }),
    "Accept-Ranges": "bytes",
    // Members choose these bytes: a browser must take them for what the type says, and run nothing in them.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
}

/** RFC 9110 §13.2.2: `If-Modified-Since` counts only without `If-None-Match`. */
function hasCopy({ headers }: Request, { version, modifiedAt }: ServedFile): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) {
    return (
      tags.trim() === "*" || tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === `"${version}"`)
    );
  }
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return modifiedAt !== undefined && wholeSeconds(modifiedAt) <= since;
}

/** RFC 9110 §13.1.5: with `If-Range`, a part is of use only if the client's other parts are of the same file. */
function isRangeAsked({ headers }: Request, { version, modifiedAt }: ServedFile): boolean {
  const condition = headers.get("if-range")?.trim();
  if (condition === undefined) return headers.has("range");
  if (condition.startsWith('"')) return condition === `"${version}"`;
  return modifiedAt !== undefined && wholeSeconds(modifiedAt) === Date.parse(condition);
}

/** HTTP's dates have no fractions. */
function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/**
 * RFC 9110 §14.1.2. Both ends are inclusive.
 *
 * @returns null: all of it. A header that isn't understood, or that asks for several parts, may be ignored (§14.2).
 */
function rangeOf(
  header: string | null,
  size: number,
): { readonly first: number; readonly last: number } | "unsatisfiable" | null {
  const [, from = "", to = ""] = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? "") ?? [];
  if (from === "" && to === "") return null;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return null;
  return first < size && first <= last ? { first, last } : "unsatisfiable";
}
