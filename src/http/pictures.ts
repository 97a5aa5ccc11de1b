import { picturesPath } from "../chat/pictures.ts";
import { networkOf } from "../limiting/network.ts";
import type { PictureShelf } from "./picture-shelf.ts";
import type { Route } from "./route.ts";

/**
 * Pictures of local accounts. An id is the hash of the bytes, so what it names never changes.
 *
 * @param isUsed whether a member has the picture; for others the answer is 404 without a database read
 */
export function pictures(
  shelf: Pick<PictureShelf, "lookUp" | "take">,
  isUsed: (id: string) => boolean,
): Route {
  return {
    path: `${picturesPath}:id`,
    async handle(request, client, { id = "" }) {
      if (!isUsed(id)) return missing();
      const known = request.method === "HEAD" ? shelf.lookUp(id) : null;
      if (known) return head(known);
      const found = await shelf.take(id, networkOf(client.address));
      if (found === null) return missing();
      if (found === "busy") {
        return new Response("Busy\n", { status: 503, headers: { "Retry-After": "1" } });
      }
      return new Response(found, { headers: headersOf(found.type) });
    },
  };
}

function head({ type, bytes }: { readonly type: string; readonly bytes: number | null }): Response {
  const headers = headersOf(type);
  if (bytes !== null) return new Response(null, { headers: { ...headers, "Content-Length": String(bytes) } });
  // Of unknown length: without a body, Bun would say that it is 0. Nothing of a HEAD's body is ever pulled.
  return new Response(new ReadableStream({}, { highWaterMark: 0 }), { headers });
}

function headersOf(type: string) {
  return {
    "Content-Type": type,
    "Cache-Control": "public, max-age=31536000, immutable",
    // Members choose these bytes: a browser must take them for a picture and nothing else.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
}

function missing(): Response {
  return new Response("Not found\n", { status: 404 });
}
