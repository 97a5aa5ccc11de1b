/** Events of custom emojis and stickers. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { EmojiObject, StickerObject } from "./objects.ts";

export const emojiAdd = event({
  name: "emoji_add",
  summary: "There is a new emoji.",
  audience: "everyone",
  fields: Type.Composite([Type.Object({ id: Type.String(), added: Type.Literal(true) }), EmojiObject]),
});

export const emojiUpdate = event({
  name: "emoji_update",
  summary: "An emoji has another name or another picture.",
  audience: "everyone",
  fields: Type.Composite([Type.Object({ id: Type.Integer(), updated: Type.Literal(true) }), EmojiObject]),
});

export const emojiDelete = event({
  name: "emoji_delete",
  summary: "An emoji is gone. No other one ever gets its id.",
  audience: "everyone",
  fields: Type.Object({ id: Type.Integer(), deleted: Type.Literal(true) }),
});

export const stickerAdd = event({
  name: "sticker_add",
  summary: "There is a new sticker.",
  audience: "everyone",
  fields: Type.Composite([Type.Object({ id: Type.String(), added: Type.Literal(true) }), StickerObject]),
});

export const stickerUpdate = event({
  name: "sticker_update",
  summary: "A sticker has another name, picture or description.",
  audience: "everyone",
  fields: Type.Composite([Type.Object({ id: Type.String(), updated: Type.Literal(true) }), StickerObject]),
});

export const stickerDelete = event({
  name: "sticker_delete",
  summary: "A sticker is gone. No other one ever gets its id.",
  audience: "everyone",
  fields: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
});
