/** Errors of emojis and stickers. */
import type { ErrorEntry } from "./error-entry.ts";

export const namedPictureErrors = {
  emoji_not_found: { text: "Emoji not found", when: "There is none with this name or id." },
  emoji_name_taken: {
    text: "There is an emoji named {name} already",
    when: "`emoji_add`, `emoji_update`: names differ in more than case.",
  },
  sticker_not_found: { text: "Sticker not found", when: "There is none with this name or id." },
  sticker_name_taken: {
    text: "There is a sticker named {name} already",
    when: "`sticker_add`, `sticker_update`: names differ in more than case.",
  },
  sticker_image_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels",
    when: "`sticker_add`, `sticker_update`. The kind is read from the bytes.",
  },
  sticker_svg: {
    text: "A sticker can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG",
    when: "`sticker_add`, `sticker_update`.",
  },
  emoji_image_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels",
    when: "`emoji_add`, `emoji_update`. The kind is read from the bytes.",
  },
  emoji_svg: {
    text: "An emoji can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG",
    when: "`emoji_add`, `emoji_update`.",
  },
  emoji_type_refused: {
    text: "Emojis on this server may be {types}, and this is {type}",
    when: "`emoji_add`, `emoji_update`: the type is not in `uploads.emoji_allowed_file_types`.",
  },
} as const satisfies Record<string, ErrorEntry>;
