import { latin1 } from "./bytes.ts";

/** Application extensions that players need: the number of loops, and the colour profile. */
const keptApplications = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

const image = 0x2c;
const extension = 0x21;
const graphicControl = 0xf9;
const application = 0xff;

/**
 * GIF (GIF89a specification). Frames and their controls stay. Comments, texts and other extensions go, XMP among
 * them, and what stands behind the end.
 *
 * @returns the parts of the new file, views of `bytes`
 * @throws RangeError when it ends before the first frame
 */
export function stripGif(bytes: Uint8Array): readonly Uint8Array[] {
  const byte = (at: number) => {
    const value = bytes[at];
    if (value === undefined) throw new RangeError("This GIF ends early");
    return value;
  };
  /** Bytes of the colour table that the packed field announces. */
  const tableBytes = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  /** Behind the sub-blocks that begin there; an empty one is the last. */
  const skipBlocks = (from: number) => {
    let at = from;
    while (byte(at) !== 0) at += 1 + byte(at);
    return at + 1;
  };

  if (!/^GIF8[79]a$/.test(latin1(bytes, 0, 6))) throw new RangeError("This is no GIF");
  let at = 13 + tableBytes(byte(10));
  const parts = [bytes.subarray(0, at)];
  let frames = 0;
  const trailer = Uint8Array.of(0x3b);
  try {
    for (;;) {
      const start = at;
      const kind = byte(at);
      if (kind === image) {
        // Behind the descriptor and the table stands one byte, the size of codes.
        at = skipBlocks(at + 10 + tableBytes(byte(at + 9)) + 1);
        frames++;
        parts.push(bytes.subarray(start, at));
      } else if (kind === extension) {
        const label = byte(at + 1);
        const name = latin1(bytes, at + 3, 11);
        at = skipBlocks(at + 2);
        const stays = label === graphicControl || (label === application && keptApplications.has(name));
        if (stays) parts.push(bytes.subarray(start, at));
      } else {
        break;
      }
    }
  } catch (error) {
    // A file that was cut off keeps the frames that are whole.
    if (frames === 0) throw error;
  }
  if (frames === 0) throw new RangeError("This GIF holds no frame");
  return [...parts, trailer];
}
