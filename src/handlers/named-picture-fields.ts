/** What the commands about emojis and stickers share. */
import { Type } from "@sinclair/typebox";
import { namedPictureLimits } from "../actions/named-pictures/manage.ts";
import { dataUrlLength } from "../chat/pictures.ts";

export const NewPictureName = Type.String({
  pattern: "^[A-Za-z0-9_]{1,64}$",
  description: "1 to 64 of the characters A-Z, a-z, 0-9 and _; no two have the same in any case",
});
export const NamedImage = Type.String({
  maxLength: dataUrlLength(namedPictureLimits),
  description:
    "`data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. Metadata is removed; the picture itself is kept as it is, so animations stay",
});
export const PictureNameInAnyCase = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "Name in any case",
});
export const PictureNumber = Type.Union(
  [Type.Integer({ minimum: 0 }), Type.String({ pattern: "^[0-9]{1,15}$" })],
  { description: "Id, also as text" },
);
