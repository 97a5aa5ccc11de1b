/** What the commands about emojis share. */
import { Type } from "@sinclair/typebox";
import { emojiPicture } from "../../actions/emojis/manage.ts";
import { dataUrlLength } from "../../chat/pictures.ts";
import type { State } from "../../chat/state.ts";
import type { WireEmoji } from "../../protocol/objects.ts";

export const NewEmojiName = Type.String({
  pattern: "^[A-Za-z0-9_]{1,64}$",
  description: "1 to 64 of the characters A-Z, a-z, 0-9 and _; no two emojis have the same in any case",
});
export const EmojiImage = Type.String({
  maxLength: dataUrlLength(emojiPicture),
  description:
    "`data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. It is kept as it is, so animations stay",
});
export const EmojiName = Type.String({ minLength: 1, maxLength: 64, description: "Name in any case" });
export const EmojiId = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: "^[0-9]{1,15}$" })], {
  description: "Id, also as text",
});

/** All emojis by id, as the wire has them. */
export function emojiMap({ emojis }: State): Record<string, WireEmoji> {
  return Object.fromEntries([...emojis.values()].map(({ id, name, fileName }) => [id, { name, fileName }]));
}
