import type { Emoji } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import { fileNotFound } from "./file-response.ts";
import type { PictureShelf } from "./picture-shelf.ts";
import { pictureResponse } from "./pictures.ts";
import { json, type Route } from "./route.ts";

/** Seconds for which caches keep the picture of an id, which may get another one. */
const idAge = 300;

/** Custom emojis, by file name or by id. Of the server's emojis only: no name becomes a path. */
export function emojis(
  shelf: Pick<PictureShelf, "lookUp" | "take">,
  state: Pick<State, "emojis" | "emojiByFile">,
): Route {
  return {
    path: "/emojis/:name",
    async handle(request, client, { name = "" }) {
      const wanted = name.trim();
      const byFile = state.emojiByFile(wanted);
      const emoji = byFile ?? emojiOfId(wanted, state);
      if (!emoji) return fileNotFound();
      const response = prefersJson(request.headers.get("accept"))
        ? json(
            { ...emoji, id: String(emoji.id) },
            { headers: { "Cache-Control": `public, max-age=${idAge}` } },
          )
        : await pictureResponse(request, client, shelf, {
            id: emoji.fileName,
            maxAge: byFile ? "forever" : idAge,
          });
      response.headers.set("Vary", "Accept");
      return response;
    },
  };
}

/** Texts may name an id with the ending of a picture. */
function emojiOfId(name: string, { emojis: all }: Pick<State, "emojis">): Emoji | undefined {
  const id = /^([0-9]{1,15})(?:\.[a-z]{3,4})?$/.exec(name)?.[1];
  return id === undefined ? undefined : all.get(Number(id));
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
