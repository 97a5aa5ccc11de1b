/**
 * Base64 as a stream (RFC 4648 §4, with padding): pieces of any length in, bytes out. It makes no garbage: a file of a
 * hundred megabytes would be more than that in texts, faster than it is collected.
 */
export interface Base64Decoder {
  /**
   * The bytes of what is complete so far; null: it is no base64. They are overwritten by the next call.
   *
   * @param piece at most `pieceLength` characters
   */
  push(piece: Uint8Array): Uint8Array | null;
  /** Whether it may end here. */
  isWhole(): boolean;
}

/** Characters. */
export const pieceLength = 32 * 1024;

const padding = "=".charCodeAt(0);
/** By character: its six bits, or 64 for what is none. */
const bitsOf = new Uint8Array(256).fill(64);
for (const [bits, character] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
].entries()) {
  bitsOf[character.charCodeAt(0)] = bits;
}

export function createBase64Decoder(): Base64Decoder {
  const bytes = new Uint8Array((pieceLength / 4 + 1) * 3);
  /** Bits of the characters that wait for the rest of their group of four, and how many these are. */
  let bits = 0;
  let count = 0;
  /** Of the last group. */
  let pads = 0;
  return {
    push(piece) {
      let length = 0;
      for (let at = 0; at < piece.length; at++) {
        const character = piece[at] ?? 0;
        let value = bitsOf[character] ?? 64;
        if (character === padding && (count === 3 || (count === 2 && pads === 0) || pads === 1)) {
          pads++;
          value = 0;
        } else if (value === 64 || pads > 0) return null;
        bits = (bits << 6) | value;
        if (++count < 4) continue;
        bytes[length++] = bits >> 16;
        if (pads < 2) bytes[length++] = (bits >> 8) & 255;
        if (pads < 1) bytes[length++] = bits & 255;
        bits = 0;
        count = 0;
        // Whatever follows the padding is refused.
        if (pads > 0) pads = 3;
      }
      return bytes.subarray(0, length);
    },
    isWhole: () => count === 0,
  };
}
