import { latin1, viewOf } from "./bytes.ts";

/**
 * JPEG (ITU-T T.81, annex B). Of the application segments stay those that decoders need for the colours: JFIF (APP0),
 * the ICC profile (APP2) and Adobe's (APP14). Comments go, and everything behind the first end of image.
 *
 * @returns the parts of the new file, views of `bytes`
 * @throws RangeError when it ends before the first scan
 */
export function stripJpeg(bytes: Uint8Array): readonly Uint8Array[] {
  const view = viewOf(bytes);
  if (view.getUint16(0) !== 0xffd8) throw new RangeError("This is no JPEG");
  const parts = [bytes.subarray(0, 2)];
  let hasScan = false;
  let at = 2;
  for (;;) {
    at = nextMarker(bytes, at);
    if (at === -1) break;
    const marker = bytes[at + 1] ?? 0;
    if (marker === endOfImage) break;
    const length = at + 4 <= bytes.length ? view.getUint16(at + 2) : 0;
    const end = at + 2 + length;
    // A file that was cut off keeps what is whole.
    if (length < 2 || end > bytes.length) break;
    if (marker === startOfScan) {
      hasScan = true;
      const scanEnd = endOfScan(bytes, end);
      parts.push(bytes.subarray(at, scanEnd));
      at = scanEnd;
      continue;
    }
    if (stays(bytes, at, marker)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (!hasScan) throw new RangeError("This JPEG ends before its first scan");
  parts.push(Uint8Array.of(0xff, endOfImage));
  return parts;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Bytes between segments aren't part of the picture. A marker may have any number of 0xff before it. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker === undefined) return -1;
    // 0x01 and 0xd0 to 0xd8 stand alone, without a length.
    if (marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd8)) return at;
  }
  return -1;
}

/** Behind the header of a scan come its bytes, in which 0xff 0x00 is a byte and 0xd0 to 0xd7 are restarts. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}

function stays(bytes: Uint8Array, at: number, marker: number): boolean {
  const name = latin1(bytes, at + 4, 12);
  if (marker === 0xe0) return name.startsWith("JFIF\0");
  if (marker === 0xe2) return name === "ICC_PROFILE\0";
  if (marker === 0xee) return name.startsWith("Adobe");
  // Tables and frames are 0xc0 to 0xdf.
  return marker < 0xe0;
}
