/**
 * Pictures that members upload. The kind is read from the bytes, whatever the request calls them. Only kinds that
 * can't hold a script are accepted, so SVG is refused.
 */
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
 * anything may stand before them.
 */
export function pictureWithin({ bytes: mostBytes, side }: PictureLimits, dataUrl: string): Picture | null {
  const bytes = bytesIn(dataUrl);
  const shape = bytes && bytes.length <= mostBytes ? shapeOf(bytes) : null;
  const fits = (length: number) => length >= 1 && length <= side;
  if (!bytes || !shape || !fits(shape.width) || !fits(shape.height)) return null;
  return { type: shape.type, data: bytes.toString("base64") };
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

interface Shape {
  readonly type: Picture["type"];
  readonly width: number;
  readonly height: number;
}

/** Type and size as the header of the file says, or null when it is none of the kinds. */
function shapeOf(bytes: Uint8Array): Shape | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(bytes, view) ?? gif(bytes, view) ?? webp(bytes, view) ?? jpeg(view);
  } catch {
    // It ends where the header should go on.
    return null;
  }
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function png(bytes: Uint8Array, view: DataView): Shape | null {
  if (textAt(bytes, 0, 8) !== "\x89PNG\r\n\x1a\n" || textAt(bytes, 12, 4) !== "IHDR") return null;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes: Uint8Array, view: DataView): Shape | null {
  if (!/^GIF8[79]a$/.test(textAt(bytes, 0, 6))) return null;
  return { type: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** RFC 9649: one of three kinds of first chunk. */
function webp(bytes: Uint8Array, view: DataView): Shape | null {
  if (textAt(bytes, 0, 4) !== "RIFF" || textAt(bytes, 8, 4) !== "WEBP") return null;
  const type = "image/webp";
  switch (textAt(bytes, 12, 4)) {
    case "VP8 ":
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case "VP8L": {
      const packed = view.getUint32(21, true);
      return { type, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X": {
      const side = (at: number) => (view.getUint32(at, true) & 0xffffff) + 1;
      return { type, width: side(24), height: side(27) };
    }
    default:
      return null;
  }
}

/** The size stands in the first frame header (SOF), behind segments of any length. */
function jpeg(view: DataView): Shape | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  for (;;) {
    const marker = view.getUint16(at);
    if (marker < 0xffc0) return null;
    const isFrame = marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { type: "image/jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
}
