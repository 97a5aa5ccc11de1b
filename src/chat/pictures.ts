/**
 * Pictures that members upload. The kind is read from the bytes, whatever the request calls them. Only kinds that
 * can't hold a script are accepted, so SVG is refused.
 */
import { imageShape } from "../files/media/image-shape.ts";
import { withOrientationOnly } from "../files/media/strip.ts";
import { type Failure, fail } from "../protocol/errors.ts";

/** Where pictures are served. */
export const picturesPath = "/pictures/";

/** The id of the picture of this server that an address leads to, or null. */
export function pictureIdIn(url: string): string | null {
  return /\/pictures\/([0-9a-f]{32})$/.exec(url)?.[1] ?? null;
}

export interface PictureLimits {
  readonly bytes: number;
  /** Pixels of each side. */
  readonly side: number;
}

/** Of a member's picture. */
const most: PictureLimits = { bytes: 1024 * 1024, side: 1024 };
export const longestDataUrl = dataUrlLength(most);

/** Characters of the longest `data:` URL that may hold one. */
export function dataUrlLength({ bytes }: PictureLimits): number {
  return Math.ceil((bytes * 4) / 3) + 100;
}

export interface Picture {
  /** MIME type, by the bytes. */
  readonly type: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  /** The bytes in base64. */
  readonly data: string;
}

/** A member's picture in a `data:` URL. */
export function pictureIn(dataUrl: string): Picture | Failure<"picture_invalid"> {
  return pictureWithin(most, dataUrl) ?? fail("picture_invalid");
}

/**
 * The picture in a `data:` URL, or null if it is none within these limits. Its type is looked up in the bytes, since
 * anything may stand before them. Its pixels stay as they are; metadata is taken out, positions among them.
 */
export function pictureWithin({ bytes: mostBytes, side }: PictureLimits, dataUrl: string): Picture | null {
  const bytes = bytesIn(dataUrl);
  const shape = bytes && bytes.length <= mostBytes ? imageShape(bytes) : null;
  const fits = (length: number) => length >= 1 && length <= side;
  if (!bytes || !shape || !fits(shape.width) || !fits(shape.height)) return null;
  const { type } = shape;
  const parts = type === "image/bmp" ? null : withOrientationOnly(type, bytes);
  // One that ends before its pixels isn't a picture.
  return type === "image/bmp" || !parts ? null : { type, data: Buffer.concat(parts).toString("base64") };
}

/** Does the `data:` URL hold SVG, by its type or by how it begins? */
export function holdsSvg(dataUrl: string): boolean {
  if (/^data:image\/svg/i.test(dataUrl)) return true;
  return /^\s*<(?:\?xml|!doctype svg|svg)\b/i.test(bytesIn(dataUrl)?.subarray(0, 100).toString() ?? "");
}

function bytesIn(dataUrl: string): Buffer | null {
  const data = /^data:[^,]{0,60};base64,([A-Za-z0-9+/]+={0,2})$/i.exec(dataUrl)?.[1];
  return data === undefined ? null : Buffer.from(data, "base64");
}
