import type { Route } from "./route.ts";

/** The path of the WebSocket; a plain request is told so (01 §1). */
export const root: Route = {
  path: "/",
  handle: () => new Response("This is a WebSocket endpoint; see /index.html\n", { status: 400 }),
};
