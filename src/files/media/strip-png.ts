import { latin1, viewOf } from "./bytes.ts";

/** Chunks that decide how the picture looks: critical ones, colours, density, animation. */
const kept = new Set(
  (
    "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT " + "acTL fcTL fdAT"
  ).split(" "),
);

/**
 * PNG (third edition) and APNG. Texts, times, EXIF and unknown chunks go, and what stands behind the end.
 *
 * @returns the parts of the new file, views of `bytes`
 * @throws RangeError when it ends before the first chunk of pixels
 */
export function stripPng(bytes: Uint8Array): readonly Uint8Array[] {
  const view = viewOf(bytes);
  if (latin1(bytes, 0, 8) !== "\x89PNG\r\n\x1a\n") throw new RangeError("This is no PNG");
  const parts = [bytes.subarray(0, 8)];
  let hasPixels = false;
  let at = 8;
  while (at + 12 <= bytes.length) {
    const name = latin1(bytes, at + 4, 4);
    const end = at + 12 + view.getUint32(at);
    // A file that was cut off keeps the chunks that are whole.
    if (end > bytes.length) break;
    if (kept.has(name)) parts.push(bytes.subarray(at, end));
    if (name === "IDAT") hasPixels = true;
    if (name === "IEND") return parts;
    at = end;
  }
  if (!hasPixels) throw new RangeError("This PNG ends before its pixels");
  parts.push(Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82));
  return parts;
}
