/** Durations of Ogg, WAV and FLAC, in seconds. */
import { latin1, viewOf } from "./bytes.ts";
import type { Source } from "./source.ts";

/** The longest page of Ogg has 65,307 bytes. */
const longestPage = 65_307;

/** Ogg (RFC 3533): the last page says how many samples there are; the first one tells how many are in a second. */
export async function oggDuration(source: Source): Promise<number | null> {
  const first = await source.read(0, 4096);
  const head = latin1(first, 28, 64);
  const view = viewOf(first);
  const isOpus = head.startsWith("OpusHead");
  const isVorbis = head.startsWith("\x01vorbis");
  if (!isOpus && !isVorbis) return null;
  // Opus always counts 48,000 (RFC 7845), and its first samples aren't played.
  const rate = isOpus ? 48_000 : view.getUint32(28 + 12, true);
  const skipped = isOpus ? view.getUint16(28 + 10, true) : 0;
  const tailAt = Math.max(0, source.size - longestPage);
  const tail = await source.read(tailAt, longestPage);
  const last = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).lastIndexOf("OggS");
  if (last === -1 || rate === 0) return null;
  const samples = Number(viewOf(tail).getBigInt64(last + 6, true));
  return samples > skipped ? (samples - skipped) / rate : null;
}

/** Parts of a WAV file before its samples. */
const mostChunks = 100;

export async function wavDuration(source: Source): Promise<number | null> {
  let bytesPerSecond = 0;
  let at = 12;
  for (let count = 0; count < mostChunks; count++) {
    const head = await source.read(at, 20);
    if (head.length < 8) return null;
    const view = viewOf(head);
    const size = view.getUint32(4, true);
    const name = latin1(head, 0, 4);
    if (name === "fmt ") bytesPerSecond = view.getUint32(16, true);
    if (name === "data") {
      // A recorder that wrote into a pipe doesn't know the size.
      const bytes = Math.min(size, source.size - at - 8);
      return bytesPerSecond > 0 ? bytes / bytesPerSecond : null;
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

/** FLAC (RFC 9639, 8.2): 20 bits for the rate, and 36 bits for the number of samples. */
export async function flacDuration(source: Source): Promise<number | null> {
  const view = viewOf(await source.read(0, 42));
  const rate = view.getUint32(18) >>> 12;
  const samples = (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22);
  return rate > 0 && samples > 0 ? samples / rate : null;
}
