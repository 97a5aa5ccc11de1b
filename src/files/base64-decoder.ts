/** Base64 as a stream (RFC 4648 §4, with padding): pieces of any length in, bytes out. */
export interface Base64Decoder {
  /** The bytes of what is complete so far; null: it is no base64. */
  push(piece: Uint8Array): Uint8Array | null;
  /** Whether it may end here. */
  isWhole(): boolean;
}

const padding = "=".charCodeAt(0);

export function createBase64Decoder(): Base64Decoder {
  /** Characters that wait for the rest of their group of four. */
  let rest = "";
  let isOver = false;
  return {
    push(piece) {
      if (piece.byteLength === 0) return new Uint8Array(0);
      if (isOver) return null;
      const text = rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("latin1");
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      isOver = text.charCodeAt(whole - 1) === padding;
      if (isOver && rest !== "") return null;
      return decoded(text.slice(0, whole));
    },
    isWhole: () => rest === "",
  };
}

/** Node's decoder skips what it doesn't know, so the length tells. It knows base64url too, which is refused here. */
function decoded(groups: string): Uint8Array | null {
  if (groups.includes("-") || groups.includes("_")) return null;
  const bytes = Buffer.from(groups, "base64");
  const pads = groups.endsWith("==") ? 2 : groups.endsWith("=") ? 1 : 0;
  return bytes.byteLength === (groups.length / 4) * 3 - pads ? bytes : null;
}
