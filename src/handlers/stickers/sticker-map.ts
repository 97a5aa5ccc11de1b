import type { State } from "../../chat/state.ts";
import type { WireSticker } from "../../protocol/objects.ts";

/** All stickers by id, as the wire has them. */
export function stickerMap({ namedPictures }: State): Record<string, WireSticker> {
  return Object.fromEntries(
    [...namedPictures.sticker.byId.values()].map(({ id, ...sticker }) => [id, sticker]),
  );
}
