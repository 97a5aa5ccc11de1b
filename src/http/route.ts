/** The parts that every HTTP route shares: its place in the table, and headers for web clients of other origins. */
export interface Route {
  /** Exact path; one that ends with a slash stands for everything right below it. */
  readonly path: string;
  /** Pages of other hosts may not read the answer. */
  readonly private?: true;
  readonly handle: (
    request: Request,
    client: { readonly address: string; readonly trusted: boolean },
  ) => Response | Promise<Response>;
}

const cors = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
  "Access-Control-Allow-Headers": "Content-Type, Authorization, Range",
  "Access-Control-Expose-Headers": "Content-Length, Content-Type, Cache-Control",
};

export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { "Content-Type": "application/json", ...init.headers },
  });
}

/** The path as it was sent. Not by `new URL`, which throws when the Host header is missing or odd. */
export function pathOf({ url }: Request): string {
  return /^(?:https?:\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] || "/";
}

/** Finds the route and adds the headers; unknown paths are 404, other methods than GET and HEAD 405. */
export function createRouter(routes: readonly Route[]) {
  const table = new Map(routes.map((route) => [route.path, route]));
  return async (request: Request, client: { address: string; trusted: boolean }): Promise<Response> => {
    const route = routeOf(pathOf(request));
    const response = await answer(request, client, route);
    if (route?.private) return response;
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    return response;
  };

  function routeOf(path: string): Route | undefined {
    const below = path.slice(0, path.lastIndexOf("/") + 1);
    return table.get(path) ?? (below === "/" ? undefined : table.get(below));
  }

  function answer(
    request: Request,
    client: { address: string; trusted: boolean },
    route: Route | undefined,
  ): Response | Promise<Response> {
    if (request.method === "OPTIONS") return new Response(null, { status: 204 });
    if (request.method !== "GET" && request.method !== "HEAD") {
      return json({ error: "Method not allowed" }, { status: 405, headers: { Allow: "GET, HEAD, OPTIONS" } });
    }
    return route?.handle(request, client) ?? json({ error: "Not found" }, { status: 404 });
  }
}
