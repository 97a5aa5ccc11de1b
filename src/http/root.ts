import type { Route } from "./route.ts";

/** The path of the WebSocket. Browsers get the page for people; other plain requests get a line that explains it. */
export function root(page: Route): Route {
  return {
    path: "/",
    handle(request, client, params) {
      if (request.headers.get("accept")?.includes("text/html")) return page.handle(request, client, params);
      return new Response("This is a WebSocket endpoint; see /index.html\n", { status: 400 });
    },
  };
}
