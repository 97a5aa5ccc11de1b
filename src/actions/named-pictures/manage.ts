/** Custom emojis and stickers are added, changed and deleted by members with `manage_server`, and everybody is told. */
import type { NamedPicture, NamedPictureKind } from "../../chat/model.ts";
import { holdsSvg, type Picture, type PictureLimits, pictureWithin } from "../../chat/pictures.ts";
import { audited } from "../../db/audit.ts";
import type { PictureFile } from "../../db/named-pictures.ts";
import { type ErrorCode, type Failure, fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { auditRecord, withBefore } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import type { PictureRules } from "./rules.ts";

export const namedPictureLimits: PictureLimits = {
  bytes: limits.namedPictureBytes,
  side: limits.namedPictureSide,
};

interface NewPicture {
  readonly name: string;
  /** A `data:` URL. */
  readonly image: string;
  readonly description?: string | null;
}

export function addPicture<Kind extends NamedPictureKind, Refused extends ErrorCode>(
  context: ByMember,
  rules: PictureRules<Kind, Refused>,
  { name, image, description = null }: NewPicture,
) {
  const { kind, store, most } = rules;
  const file = fileIn(image, rules, context);
  if ("code" in file) return file;
  const record = auditRecord(context, `${kind}_add`, null);
  return commit(store.insert({ name, file, description, most, record }), (added) => {
    if ("code" in added) return added;
    const { picture } = added;
    return {
      changes: [{ type: "named_picture", kind, picture } as const],
      effects: [stored(file)],
      reply: announced(rules.added(picture)),
    };
  });
}

/** What is absent stays. */
export function changePicture<Kind extends NamedPictureKind, Refused extends ErrorCode>(
  context: ByMember & { readonly disk: { readonly isLow: boolean } },
  rules: PictureRules<Kind, Refused>,
  picture: NamedPicture,
  { name, image, description }: Partial<NewPicture>,
) {
  const { kind, store } = rules;
  const file = image === undefined ? null : fileIn(image, rules, context);
  if (file && "code" in file) return file;
  // A new name needs no room.
  if (file && context.disk.isLow) return fail("storage_full");
  const { id } = picture;
  const texts = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
  const changes = { ...texts, ...(file && { fileName: file.fileName }) };
  const target = { id: String(id), name: picture.name };
  const record = auditRecord(context, `${kind}_update`, target, withBefore(changes, picture));
  const write = store.update({ id, ...texts, ...(file && { file }) });
  return commit(audited(write, record), (updated) => {
    if ("code" in updated) return updated;
    return {
      changes: [{ type: "named_picture", kind, picture: updated.picture } as const],
      effects: file ? [stored(file)] : [],
      reply: announced(rules.changed(updated.picture)),
    };
  });
}

export function removePicture<Kind extends NamedPictureKind, Refused extends ErrorCode>(
  context: ByMember,
  rules: PictureRules<Kind, Refused>,
  picture: NamedPicture,
) {
  const { kind, store } = rules;
  const { id, name, fileName, description } = picture;
  const before = { name, fileName, ...(description !== null && { description }) };
  const record = auditRecord(context, `${kind}_delete`, { id: String(id), name }, { before });
  return commit(audited(store.delete({ id }), record), (gone) => {
    if ("code" in gone) return gone;
    return {
      changes: [{ type: "named_picture_gone", kind, id } as const],
      reply: announced(rules.removed(picture)),
    };
  });
}

/** Clients will soon ask for it. */
function stored(file: PictureFile) {
  return { kind: "picture_stored", id: file.fileName, picture: file } as const;
}

const endings: Readonly<Record<Picture["type"], string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** The picture as it was sent, so that animations stay, under a new name (compatibility.md#emoji-files). */
function fileIn<Kind extends NamedPictureKind, Refused extends ErrorCode>(
  image: string,
  { kind, refused }: PictureRules<Kind, Refused>,
  { config, newId }: ByMember,
): PictureFile | Failure<`${Kind}_svg` | `${Kind}_image_invalid` | Refused> {
  const picture = pictureWithin(namedPictureLimits, image);
  if (!picture) {
    const code = holdsSvg(image) ? (`${kind}_svg` as const) : (`${kind}_image_invalid` as const);
    return fail(code) as Failure<`${Kind}_svg` | `${Kind}_image_invalid`>;
  }
  return refused(picture.type, config) ?? { ...picture, fileName: `${newId()}.${endings[picture.type]}` };
}
