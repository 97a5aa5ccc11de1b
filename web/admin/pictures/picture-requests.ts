/** Emojis and stickers, whose commands differ in names only. */
import type { Client, Model } from "../../../client/index.ts";
import { ownUrl } from "../../state/own-url.ts";
import { dataUrl } from "../data-url.ts";

export type PictureKind = "emoji" | "sticker";

export interface ServerPicture {
  readonly id: string;
  readonly name: string;
  /** Only stickers have one. */
  readonly description: string | null;
  readonly url: string | null;
}

/** By name. */
export function picturesOf(kind: PictureKind, model: Pick<Model, "emojis" | "stickers">): ServerPicture[] {
  const pictures =
    kind === "emoji"
      ? [...model.emojis].map(([id, { name, fileName }]) => ({
          id,
          name,
          description: null,
          url: ownUrl(`/emojis/${fileName}`),
        }))
      : [...model.stickers].map(([id, { name, fileName, description }]) => ({
          id,
          name,
          description,
          url: ownUrl(`/stickers/${fileName}`),
        }));
  const collator = new Intl.Collator(undefined, { numeric: true });
  return pictures.sort((a, b) => collator.compare(a.name, b.name));
}

export interface NewTexts {
  readonly name: string;
  readonly description: string;
}

export async function addPicture(client: Client, kind: PictureKind, texts: NewTexts, file: File) {
  const image = await dataUrl(file);
  const { name, description } = texts;
  return kind === "emoji"
    ? client.request("emoji_add", { name, image })
    : client.request("sticker_add", { name, image, description });
}

/** @param file another picture, or null: it stays */
export async function changePicture(
  client: Client,
  kind: PictureKind,
  id: string,
  { name, description }: NewTexts,
  file: File | null,
) {
  const picture = file === null ? {} : { image: await dataUrl(file) };
  return kind === "emoji"
    ? client.request("emoji_update", { emoji_id: id, name, ...picture })
    : client.request("sticker_update", { id, name, description, ...picture });
}

export function removePicture(client: Client, kind: PictureKind, id: string): Promise<unknown> {
  return kind === "emoji"
    ? client.request("emoji_delete", { emoji_id: id })
    : client.request("sticker_delete", { id });
}

/** A name made of the file's, of the characters that names may have. */
export function nameOfFile({ name }: File): string {
  const stem = name.replace(/\.[^.]*$/, "");
  return stem
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);
}
