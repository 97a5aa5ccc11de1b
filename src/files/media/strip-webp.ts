import { latin1, viewOf } from "./bytes.ts";

const kept = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
/** Bits of VP8X that announce the chunks EXIF and XMP. */
const announced = 0x08 | 0x04;

/**
 * WebP (RFC 9649). Pixels, animation and colour profile stay; EXIF, XMP and unknown chunks go, and what stands behind
 * the end.
 *
 * @returns the parts of the new file, most of them views of `bytes`
 * @throws RangeError when it holds no whole picture
 */
export function stripWebp(bytes: Uint8Array): readonly Uint8Array[] {
  const view = viewOf(bytes);
  if (latin1(bytes, 0, 4) !== "RIFF" || latin1(bytes, 8, 4) !== "WEBP")
    throw new RangeError("This is no WebP");
  const last = Math.min(bytes.length, 8 + view.getUint32(4, true));
  const parts: Uint8Array[] = [];
  let size = 4;
  let hasPixels = false;
  let at = 12;
  while (at + 8 <= last) {
    const name = latin1(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    // Chunks have an even length; the last one may lack its filling.
    const end = Math.min(at + 8 + length + (length % 2), last);
    if (at + 8 + length > last) break;
    if (kept.has(name)) {
      const part = name === "VP8X" ? withoutFlags(bytes.subarray(at, end)) : bytes.subarray(at, end);
      parts.push(part);
      size += part.length;
      if (part.length % 2 === 1) {
        parts.push(Uint8Array.of(0));
        size++;
      }
    }
    hasPixels ||= name === "VP8 " || name === "VP8L" || name === "ANMF";
    at = end;
  }
  if (!hasPixels) throw new RangeError("This WebP holds no picture");
  const head = bytes.slice(0, 12);
  viewOf(head).setUint32(4, size, true);
  return [head, ...parts];
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  const copy = chunk.slice();
  copy[8] = (copy[8] ?? 0) & ~announced;
  return copy;
}
