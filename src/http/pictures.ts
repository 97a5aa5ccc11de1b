import { picturesPath } from "../chat/pictures.ts";
import { networkOf } from "../limiting/network.ts";
import { answerWithoutBytes, fileNotFound, fileResponse, type ServedFile } from "./file-response.ts";
import type { PictureShelf } from "./picture-shelf.ts";
import type { HttpClient, Route } from "./route.ts";

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
    handle: (request, client, { id = "" }) =>
      isUsed(id) ? pictureResponse(request, client, shelf, { id, maxAge: "forever" }) : fileNotFound(),
  };
}

/** @param picture `id`: on the shelf; `maxAge`: see ServedFile */
export async function pictureResponse(
  request: Request,
  { address }: HttpClient,
  shelf: Pick<PictureShelf, "lookUp" | "take">,
  { id, maxAge }: { readonly id: string; readonly maxAge: ServedFile["maxAge"] },
): Promise<Response> {
  const known = shelf.lookUp(id);
  const file = { version: id, maxAge };
  const early = known && answerWithoutBytes(request, { ...file, type: known.type, size: known.bytes });
  if (early) return early;
  const found = await shelf.take(id, networkOf(address));
  if (found === null) return fileNotFound();
  if (found === "busy") {
    return new Response("Busy\n", { status: 503, headers: { "Retry-After": "1" } });
  }
  return fileResponse(request, { ...file, type: found.type }, found);
}
