/** Emojis and stickers on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./object-fields.ts";

export const EmojiObject = Type.Object({
  name: Type.String(),
  fileName: Type.String({ description: "It is served at `/emojis/{fileName}`. A new picture has a new one" }),
});
export type WireEmoji = Static<typeof EmojiObject>;
export const EmojiMap = Type.Record(Type.String(), EmojiObject, { description: "By id" });

export const StickerObject = Type.Object({
  name: Type.String(),
  fileName: Type.String({
    description: "It is served at `/stickers/{fileName}`. A new picture has a new one",
  }),
  description: nullable(Type.String()),
});
export type WireSticker = Static<typeof StickerObject>;
export const StickerMap = Type.Record(Type.String(), StickerObject, { description: "By id" });
