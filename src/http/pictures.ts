import { pictureById } from "../db/pictures.ts";
import type { Store } from "../db/store.ts";
import { pathOf, type Route } from "./route.ts";

export const picturesPath = "/pictures/";

/** Pictures of local accounts (09). An id is the hash of the bytes, so what it names never changes. */
export function pictures(read: Store["read"]): Route {
  return {
    path: picturesPath,
    async handle(request) {
      const id = pathOf(request).slice(picturesPath.length);
      const found = await read(pictureById({ id }));
      if (!found) return new Response("Not found\n", { status: 404 });
      return new Response(Buffer.from(found.data, "base64"), {
        headers: {
          "Content-Type": found.type,
          "Cache-Control": "public, max-age=31536000, immutable",
          // Somebody gave these bytes: a browser must see a picture in them and nothing else.
          "X-Content-Type-Options": "nosniff",
          "Content-Security-Policy": "default-src 'none'; sandbox",
          "Cross-Origin-Resource-Policy": "cross-origin",
        },
      });
    },
  };
}
