/** The server's stickers. */
import type { WireSticker } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

export const stickerReducers = {
  sticker_add: (model, { id, name, fileName, description }) =>
    put(model, id, { name, fileName, description }),
  sticker_update: (model, { id, name, fileName, description }) =>
    put(model, id, { name, fileName, description }),
  sticker_delete(model, { id }) {
    const stickers = new Map(model.stickers);
    stickers.delete(id);
    return { ...model, stickers };
  },
} satisfies Partial<Reducers>;

function put(model: Model, id: string, sticker: WireSticker): Model {
  return { ...model, stickers: new Map(model.stickers).set(id, sticker) };
}

/** The stickers are these. */
export function withStickers(model: Model, stickers: Readonly<Record<string, WireSticker>>): Model {
  return { ...model, stickers: new Map(Object.entries(stickers)) };
}
