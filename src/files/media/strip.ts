/**
 * Takes metadata out of pictures without touching their pixels: positions, names, times, comments, and whatever else
 * isn't needed to show them. A list says what stays, so kinds of metadata that nobody has heard of go as well. What
 * stands behind the end of the picture goes too; phones put videos and further pictures there.
 */
import { type Orientation, orientationOf } from "./orientation.ts";
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

/**
 * The same, for pictures that aren't turned upright: a JPEG still says how the camera was held, and nothing else.
 *
 * @returns as `withoutMetadata`
 */
export function withOrientationOnly(type: StrippedType, bytes: Uint8Array): readonly Uint8Array[] | null {
  const parts = withoutMetadata(type, bytes);
  const orientation = type === "image/jpeg" ? orientationOf(type, bytes) : 1;
  const [start, ...rest] = parts ?? [];
  return start && orientation !== 1 ? [start, exifSegment(orientation), ...rest] : parts;
}

/** An application segment with an EXIF block of one tag (TIFF 6.0, section 2). */
function exifSegment(orientation: Orientation): Uint8Array {
  const header = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8];
  const directory = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return Uint8Array.of(0xff, 0xe1, 0, 2 + header.length + directory.length, ...header, ...directory);
}
