/** The parts that every HTTP route shares: its place in the table, its answers, and headers for pages of other origins. */

/** The client of a request. */
export interface HttpClient {
  readonly address: string;
  /** The request comes from the machine itself. */
  readonly trusted: boolean;
  /**
   * Says whether the server waits for bytes of the request now. A client that is silent then for half a minute is
   * disconnected. While the server works it may be silent.
   */
  awaited(isAwaited: boolean): void;
}

export interface Route {
  /** Default GET, which stands for HEAD too. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /**
   * `/info`, or with names for segments: `/webhooks/:id/:token`. `*` as the last segment stands for any number of
   * them, also for none.
   */
  readonly path: string;
  /** Pages of other hosts may not read the answer. */
  readonly private?: true;
  /** @param params the named segments, decoded; none of them is empty or holds a slash */
  readonly handle: (
    request: Request,
    client: HttpClient,
    params: Readonly<Record<string, string>>,
  ) => Response | Promise<Response>;
}

const cors = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST, PUT, DELETE",
  "Access-Control-Allow-Headers": "Content-Type, Authorization, Range, Upload-Offset, Repr-Digest",
  "Access-Control-Expose-Headers":
    "Content-Length, Content-Type, Cache-Control, Content-Range, Accept-Ranges, ETag, Content-Disposition, Retry-After, RateLimit, RateLimit-Policy, Upload-Offset, Upload-Length, Location",
  "Access-Control-Max-Age": "86400",
};

export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { "Content-Type": "application/json; charset=utf-8", ...init.headers },
  });
}

/** @param error for people */
export function refusal(status: number, error: string, headers: Record<string, string> = {}): Response {
  return json({ error }, { status, headers });
}

/** The path as it was sent. Not by `new URL`, which throws when the Host header is missing or odd. */
export function pathOf({ url }: Request): string {
  return /^(?:https?:\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] || "/";
}

/** The query as it was sent. */
export function queryOf({ url }: Request): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? "");
}

export type Router = (request: Request, client: HttpClient) => Promise<Response>;

/**
 * Finds the route and adds the headers. An unknown path is 404, whatever the method; a known one with another method
 * is 405. The first route that fits takes the request.
 *
 * @param failed told of a route that throws; the client gets a 500
 */
export function createRouter(
  routes: readonly Route[],
  failed: (path: string, cause: unknown) => void,
): Router {
  const table = routes.map((route) => ({ route, segments: route.path.split("/").slice(1) }));
  return async (request, client) => {
    const path = pathOf(request);
    const found = matchesOf(path);
    const match = found.find(({ route }) => isFor(route, request.method));
    let response: Response;
    try {
      response = match
        ? await match.route.handle(request, client, match.params)
        : withoutRoute(request.method, found);
    } catch (cause) {
      failed(match?.route.path ?? path, cause);
      response = refusal(500, "Something went wrong on the server");
    }
    if (found.some(({ route }) => route.private)) return response;
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    return response;
  };

  function matchesOf(path: string) {
    const sent = path.split("/").slice(1);
    return table.flatMap(({ route, segments }) => {
      const params = paramsOf(segments, sent);
      return params ? [{ route, params }] : [];
    });
  }
}

function isFor({ method = "GET" }: Route, asked: string): boolean {
  return asked === method || (method === "GET" && asked === "HEAD");
}

function withoutRoute(method: string, found: readonly { readonly route: Route }[]): Response {
  if (method === "OPTIONS") return new Response(null, { status: 204 });
  if (found.length === 0) return refusal(404, "Not found");
  const methods = new Set(found.map(({ route }) => route.method ?? "GET"));
  const allowed = [...methods].flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each]));
  return refusal(405, "Method not allowed", { Allow: [...allowed, "OPTIONS"].join(", ") });
}

/** The named segments of a path that fits the pattern; null: it doesn't fit. */
function paramsOf(pattern: readonly string[], sent: readonly string[]): Record<string, string> | null {
  const isOpen = pattern.at(-1) === "*";
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  if (isOpen ? sent.length < fixed.length : sent.length !== fixed.length) return null;
  const params: Record<string, string> = {};
  for (const [at, segment] of fixed.entries()) {
    const value = sent[at] ?? "";
    if (!segment.startsWith(":")) {
      if (segment !== value) return null;
      continue;
    }
    const decoded = decodedSegment(value);
    if (decoded === null) return null;
    params[segment.slice(1)] = decoded;
  }
  return params;
}

/** Null: it is empty, not decodable, or holds a slash once decoded. */
function decodedSegment(segment: string): string | null {
  try {
    const decoded = decodeURIComponent(segment);
    return decoded === "" || decoded.includes("/") ? null : decoded;
  } catch {
    return null;
  }
}
