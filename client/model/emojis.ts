/** The server's custom emojis. */
import type { WireEmoji } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

export const emojiReducers = {
  emoji_add: (model, { id, name, fileName }) => put(model, id, { name, fileName }),
  emoji_update: (model, { id, name, fileName }) => put(model, String(id), { name, fileName }),
  emoji_delete(model, { id }) {
    const emojis = new Map(model.emojis);
    emojis.delete(String(id));
    return { ...model, emojis };
  },
} satisfies Partial<Reducers>;

function put(model: Model, id: string, emoji: WireEmoji): Model {
  return { ...model, emojis: new Map(model.emojis).set(id, emoji) };
}

/** The emojis are these. */
export function withEmojis(model: Model, emojis: Readonly<Record<string, WireEmoji>>): Model {
  return { ...model, emojis: new Map(Object.entries(emojis)) };
}
