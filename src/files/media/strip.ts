/**
 * Takes metadata out of pictures without touching their pixels: positions, names, times, comments, and whatever else
 * isn't needed to show them. A list says what stays, so kinds of metadata that nobody has heard of go as well. What
 * stands behind the end of the picture goes too; phones put videos and further pictures there.
 */
import { stripGif } from "./strip-gif.ts";
import { stripJpeg } from "./strip-jpeg.ts";
import { stripPng } from "./strip-png.ts";
import { stripWebp } from "./strip-webp.ts";

export type StrippedType = "image/jpeg" | "image/png" | "image/apng" | "image/gif" | "image/webp";

const strippers: Readonly<Record<StrippedType, (bytes: Uint8Array) => readonly Uint8Array[]>> = {
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/apng": stripPng,
  "image/gif": stripGif,
  "image/webp": stripWebp,
};

/**
 * @param bytes the whole file; it isn't changed
 * @returns the parts of the new file, most of them views of `bytes`; null when the file isn't of this type or ends
 *   too early to hold a picture
 */
export function withoutMetadata(type: StrippedType, bytes: Uint8Array): readonly Uint8Array[] | null {
  try {
    return strippers[type](bytes);
  } catch {
    return null;
  }
}
