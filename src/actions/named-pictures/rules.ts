/** In what emojis and stickers differ. */
import { type Emission, emit, everyone } from "../../chat/emission.ts";
import type { NamedPicture, NamedPictureKind } from "../../chat/model.ts";
import type { Picture } from "../../chat/pictures.ts";
import type { Config } from "../../config/schema.ts";
import { emojiStore, type PictureStore, stickerStore } from "../../db/named-pictures.ts";
import { type ErrorCode, type Failure, fail } from "../../protocol/errors.ts";
import {
  emojiAdd,
  emojiDelete,
  emojiUpdate,
  stickerAdd,
  stickerDelete,
  stickerUpdate,
} from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";

/** @typeParam Refused code of a type of picture that can't be one */
export interface PictureRules<Kind extends NamedPictureKind, Refused extends ErrorCode> {
  readonly kind: Kind;
  /** How many there may be. */
  readonly most: number;
  readonly store: PictureStore<Kind>;
  /** Why a picture of this type can't be one, or null. */
  refused(type: Picture["type"], config: Config): Failure<Refused> | null;
  added(picture: NamedPicture): Emission<`${Kind}_add`>;
  changed(picture: NamedPicture): Emission<`${Kind}_update`>;
  removed(picture: NamedPicture): Emission<`${Kind}_delete`>;
}

/** How the configuration may call the types; a refusal says the first. */
const typeNames: Readonly<Record<Picture["type"], readonly [string, ...string[]]>> = {
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/gif": ["gif"],
  "image/webp": ["webp"],
};

export const emojiRules: PictureRules<"emoji", "emoji_type_refused"> = {
  kind: "emoji",
  most: limits.emojis,
  store: emojiStore,
  refused(type, { uploads }) {
    const allowed = uploads.emoji_allowed_file_types;
    const names = typeNames[type];
    if (names.some((name) => allowed.includes(name))) return null;
    return fail("emoji_type_refused", { types: allowed.join(", ") || "nothing", type: names[0] });
  },
  added: ({ id, name, fileName }) =>
    emit(emojiAdd, { id: String(id), name, fileName, added: true }, everyone),
  changed: ({ id, name, fileName }) => emit(emojiUpdate, { id, name, fileName, updated: true }, everyone),
  removed: ({ id }) => emit(emojiDelete, { id, deleted: true }, everyone),
};

export const stickerRules: PictureRules<"sticker", never> = {
  kind: "sticker",
  most: limits.stickers,
  store: stickerStore,
  refused: () => null,
  added: ({ id, ...sticker }) => emit(stickerAdd, { id: String(id), ...sticker, added: true }, everyone),
  changed: ({ id, ...sticker }) =>
    emit(stickerUpdate, { id: String(id), ...sticker, updated: true }, everyone),
  removed: ({ id }) => emit(stickerDelete, { id: String(id), deleted: true }, everyone),
};
