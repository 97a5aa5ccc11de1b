import type { NamedPicture } from "../chat/model.ts";
import type { NamedPictures } from "../chat/named-pictures.ts";
import { fileNotFound } from "./file-response.ts";
import type { PictureShelf } from "./picture-shelf.ts";
import { pictureResponse } from "./pictures.ts";
import { json, type Route } from "./route.ts";

/** Seconds for which caches keep the picture of an id, which may get another one. */
const idAge = 300;

/**
 * Custom emojis or stickers, by file name or by id. Of the server's own only: no name becomes a path.
 *
 * @param path of the route, with `:name` in it
 * @param shown as JSON
 */
export function namedPictures(
  path: string,
  shelf: Pick<PictureShelf, "lookUp" | "take">,
  pictures: NamedPictures,
  shown: (picture: NamedPicture) => object,
): Route {
  return {
    path,
    async handle(request, client, { name = "" }) {
      const wanted = name.trim();
      const byFile = pictures.byFile(wanted);
      const picture = byFile ?? pictureOfId(wanted, pictures);
      if (!picture) return fileNotFound();
      const response = prefersJson(request.headers.get("accept"))
        ? json(shown(picture), { headers: { "Cache-Control": `public, max-age=${idAge}` } })
        : await pictureResponse(request, client, shelf, {
            id: picture.fileName,
            maxAge: byFile ? "forever" : idAge,
          });
      response.headers.set("Vary", "Accept");
      return response;
    },
  };
}

/** Texts may name an id with the ending of a picture. */
function pictureOfId(name: string, { byId }: NamedPictures): NamedPicture | undefined {
  const id = /^([0-9]{1,15})(?:\.[a-z]{3,4})?$/.exec(name)?.[1];
  return id === undefined ? undefined : byId.get(Number(id));
}

/** Does the client want JSON more than a picture? (compatibility.md#emoji-json) */
function prefersJson(accept: string | null): boolean {
  const weights = new Map(
    (accept ?? "").split(",").map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [type, weight === undefined ? 1 : Number(weight) || 0] as const;
    }),
  );
  const ofPictures = [...weights].filter(([type]) => type === "*/*" || type.startsWith("image/"));
  return (weights.get("application/json") ?? 0) > Math.max(0, ...ofPictures.map(([, weight]) => weight));
}
