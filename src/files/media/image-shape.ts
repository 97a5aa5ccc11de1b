/** Kind, size and animation of a picture, as its header says. Nothing is decoded. */
import { latin1, viewOf } from "./bytes.ts";

export interface ImageShape {
  readonly type: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp";
  /** Pixels, as they are stored: an orientation isn't applied. */
  readonly width: number;
  readonly height: number;
}

/**
 * @param bytes the whole file; a JPEG may have its size far behind the beginning
 * @returns null when it is none of the kinds, or ends inside its header
 */
export function imageShape(bytes: Uint8Array): ImageShape | null {
  const view = viewOf(bytes);
  try {
    return png(bytes, view) ?? gif(bytes, view) ?? webp(bytes, view) ?? jpeg(view) ?? bmp(bytes, view);
  } catch {
    // It ends where the header should go on.
    return null;
  }
}

function png(bytes: Uint8Array, view: DataView): ImageShape | null {
  if (latin1(bytes, 0, 8) !== "\x89PNG\r\n\x1a\n" || latin1(bytes, 12, 4) !== "IHDR") return null;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes: Uint8Array, view: DataView): ImageShape | null {
  if (!/^GIF8[79]a$/.test(latin1(bytes, 0, 6))) return null;
  return { type: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** RFC 9649: one of three kinds of first chunk. */
function webp(bytes: Uint8Array, view: DataView): ImageShape | null {
  if (latin1(bytes, 0, 4) !== "RIFF" || latin1(bytes, 8, 4) !== "WEBP") return null;
  const type = "image/webp";
  switch (latin1(bytes, 12, 4)) {
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
function jpeg(view: DataView): ImageShape | null {
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

/** The oldest header has sides of 16 bits. A negative height means rows from top to bottom. */
function bmp(bytes: Uint8Array, view: DataView): ImageShape | null {
  if (latin1(bytes, 0, 2) !== "BM") return null;
  const type = "image/bmp";
  if (view.getUint32(14, true) === 12) {
    return { type, width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  return { type, width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}
