import { latin1, viewOf } from "./bytes.ts";
import type { Source } from "./source.ts";

interface Frame {
  /** Bits per second, samples per second, samples in a frame. */
  readonly bitRate: number;
  readonly sampleRate: number;
  readonly samples: number;
  /** Bytes from the beginning of the frame to a header with the number of frames, if there is one. */
  readonly tagAt: number;
}

const kilobits = {
  first: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  second: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const sampleRates = [44_100, 48_000, 32_000];

/** The header of a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3), or null. */
export function mp3Frame(view: DataView, at: number): Frame | null {
  if (at + 4 > view.byteLength) return null;
  const [sync, kind, rates, mode] = [0, 1, 2, 3].map((offset) => view.getUint8(at + offset));
  if (sync !== 0xff || kind === undefined || rates === undefined || mode === undefined) return null;
  const version = (kind >> 3) & 3;
  if (kind < 0xe0 || version === 1 || ((kind >> 1) & 3) !== 1) return null;
  const isFirst = version === 3;
  const kilobit = kilobits[isFirst ? "first" : "second"][(rates >> 4) - 1];
  const sampleRate = sampleRates[(rates >> 2) & 3];
  if (kilobit === undefined || sampleRate === undefined) return null;
  const isMono = mode >> 6 === 3;
  const side = isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  return {
    bitRate: kilobit * 1000,
    sampleRate: sampleRate / (version === 3 ? 1 : version === 2 ? 2 : 4),
    samples: isFirst ? 1152 : 576,
    tagAt: 4 + side,
  };
}

/** How far behind a tag the first frame is looked for. */
const searched = 16_384;

/** @returns seconds, or null; exact if the encoder wrote the number of frames, else by the bit rate of the first */
export async function mp3Duration(source: Source): Promise<number | null> {
  const start = await behindTag(source);
  const head = await source.read(start, searched);
  const view = viewOf(head);
  for (let at = head.indexOf(0xff); at !== -1; at = head.indexOf(0xff, at + 1)) {
    const frame = mp3Frame(view, at);
    if (!frame) continue;
    const frames = framesIn(head, at, frame);
    if (frames !== null) return (frames * frame.samples) / frame.sampleRate;
    return ((source.size - start - at) * 8) / frame.bitRate;
  }
  return null;
}

/** Behind an ID3v2 tag, whose size has 7 bits in each byte. */
async function behindTag(source: Source): Promise<number> {
  const head = await source.read(0, 10);
  if (latin1(head, 0, 3) !== "ID3" || head.length < 10) return 0;
  return 10 + head.subarray(6).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
}

/** The number of frames, as the encoders LAME (Xing, Info) and Fraunhofer (VBRI) write it. */
function framesIn(head: Uint8Array, at: number, { tagAt }: Frame): number | null {
  const view = viewOf(head);
  const xing = at + tagAt;
  if (/^(?:Xing|Info)$/.test(latin1(head, xing, 4)) && xing + 12 <= head.length) {
    return view.getUint32(xing + 4) & 1 ? view.getUint32(xing + 8) : null;
  }
  const vbri = at + 36;
  if (latin1(head, vbri, 4) === "VBRI" && vbri + 18 <= head.length) return view.getUint32(vbri + 14);
  return null;
}
