/** How a camera was held, from EXIF, and what turns the picture upright. */
import { latin1, viewOf } from "./bytes.ts";

/** Values of the tag: 1 is upright, 2 to 8 are mirrored or turned. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** First turned clockwise by degrees, then mirrored. */
export interface Turn {
  readonly degrees: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

/** CIPA DC-008 (Exif 3.0), 4.6.5. */
export const turns: Readonly<Record<Orientation, Turn>> = {
  1: { degrees: 0, mirrored: false },
  2: { degrees: 0, mirrored: true },
  3: { degrees: 180, mirrored: false },
  4: { degrees: 180, mirrored: true },
  5: { degrees: 90, mirrored: true },
  6: { degrees: 90, mirrored: false },
  7: { degrees: 270, mirrored: true },
  8: { degrees: 270, mirrored: false },
};

/** @returns 1 also when the file says nothing or nonsense */
export function orientationOf(type: string, bytes: Uint8Array): Orientation {
  try {
    const exif = blocks[type]?.(bytes);
    return exif ? tagIn(exif) : 1;
  } catch {
    return 1;
  }
}

/** Where each kind of file has its EXIF. */
const blocks: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | null>> = {
  "image/jpeg"(bytes) {
    const view = viewOf(bytes);
    for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda; ) {
      const length = view.getUint16(at + 2);
      const isExif = view.getUint8(at + 1) === 0xe1 && latin1(bytes, at + 4, 6) === "Exif\0\0";
      if (isExif) return bytes.subarray(at + 10, at + 2 + length);
      at += 2 + length;
    }
    return null;
  },
  "image/png"(bytes) {
    const view = viewOf(bytes);
    for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
      if (latin1(bytes, at + 4, 4) === "eXIf") return bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    }
    return null;
  },
  "image/webp"(bytes) {
    const view = viewOf(bytes);
    let at = 12;
    while (at + 8 <= bytes.length) {
      const length = view.getUint32(at + 4, true);
      if (latin1(bytes, at, 4) === "EXIF") {
        const exif = bytes.subarray(at + 8, at + 8 + length);
        return latin1(exif, 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
      }
      at += 8 + length + (length % 2);
    }
    return null;
  },
};

/** Reads the tag 0x0112 of the first directory (TIFF 6.0, section 2). */
function tagIn(exif: Uint8Array): Orientation {
  const view = viewOf(exif);
  const little = latin1(exif, 0, 2) === "II";
  const directory = view.getUint32(4, little);
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return isOrientation(value) ? value : 1;
  }
  return 1;
}

function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8;
}
