/** Custom emojis are added, changed and deleted by members with `manage_server`, and everybody is told. */
import { emit, everyone } from "../../chat/emission.ts";
import type { Emoji } from "../../chat/model.ts";
import { holdsSvg, type Picture, type PictureLimits, pictureWithin } from "../../chat/pictures.ts";
import type { Config } from "../../config/schema.ts";
import { audited } from "../../db/audit.ts";
import { deleteEmoji, type EmojiFile, insertEmoji, updateEmoji } from "../../db/emojis.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import {
  emojiAdd as emojiAddEvent,
  emojiDelete as emojiDeleteEvent,
  emojiUpdate as emojiUpdateEvent,
} from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { auditRecord, withBefore } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

export const emojiPicture: PictureLimits = { bytes: limits.emojiBytes, side: limits.emojiSide };

/** @param request.image a `data:` URL */
export function addEmoji(
  context: ByMember,
  { name, image }: { readonly name: string; readonly image: string },
) {
  const file = fileIn(image, context);
  if (isFailure(file)) return file;
  const record = auditRecord(context, "emoji_add", null);
  return commit(insertEmoji({ name, file, most: limits.emojis, record }), (added) => {
    if (isFailure(added)) return added;
    const { emoji } = added;
    const { id, ...shown } = emoji;
    return {
      changes: [{ type: "emoji", emoji } as const],
      effects: [stored(file)],
      reply: announced(emit(emojiAddEvent, { id: String(id), ...shown, added: true }, everyone)),
    };
  });
}

/** @param request.image a `data:` URL; what is absent stays */
export function changeEmoji(
  context: ByMember & { readonly disk: { readonly isLow: boolean } },
  emoji: Emoji,
  { name, image }: { readonly name?: string; readonly image?: string },
) {
  const file = image === undefined ? null : fileIn(image, context);
  if (file && isFailure(file)) return file;
  // A new name needs no room.
  if (file && context.disk.isLow) return fail("storage_full");
  const { id } = emoji;
  const changes = { ...(name !== undefined && { name }), ...(file && { fileName: file.fileName }) };
  const target = { id: String(id), name: emoji.name };
  const record = auditRecord(context, "emoji_update", target, withBefore(changes, emoji));
  const write = updateEmoji({ id, ...(name !== undefined && { name }), ...(file && { file }) });
  return commit(audited(write, record), (updated) => {
    if (isFailure(updated)) return updated;
    const { name, fileName } = updated.emoji;
    return {
      changes: [{ type: "emoji", emoji: updated.emoji } as const],
      effects: file ? [stored(file)] : [],
      reply: announced(emit(emojiUpdateEvent, { id, name, fileName, updated: true }, everyone)),
    };
  });
}

export function removeEmoji(context: ByMember, { id, name, fileName }: Emoji) {
  const record = auditRecord(
    context,
    "emoji_delete",
    { id: String(id), name },
    { before: { name, fileName } },
  );
  return commit(audited(deleteEmoji({ id }), record), (gone) => {
    if (isFailure(gone)) return gone;
    return {
      changes: [{ type: "emoji_gone", id } as const],
      reply: announced(emit(emojiDeleteEvent, { id, deleted: true }, everyone)),
    };
  });
}

/** Clients will soon ask for it. */
function stored(file: EmojiFile) {
  return { kind: "picture_stored", id: file.fileName, picture: file } as const;
}

const endings: Readonly<Record<Picture["type"], readonly [string, ...string[]]>> = {
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/gif": ["gif"],
  "image/webp": ["webp"],
};

/** The picture as it was sent, so that animations stay, under a new name (compatibility.md#emoji-files). */
function fileIn(
  image: string,
  { config, newId }: { readonly config: Config; newId(): string },
): EmojiFile | Failure<"emoji_svg" | "emoji_image_invalid" | "emoji_type_refused"> {
  const picture = pictureWithin(emojiPicture, image);
  if (!picture) return fail(holdsSvg(image) ? "emoji_svg" : "emoji_image_invalid");
  const allowed = config.uploads.emoji_allowed_file_types;
  const names = endings[picture.type];
  if (!names.some((name) => allowed.includes(name))) {
    return fail("emoji_type_refused", { types: allowed.join(", ") || "nothing", type: names[0] });
  }
  return { ...picture, fileName: `${newId()}.${names[0]}` };
}
