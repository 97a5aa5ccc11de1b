import { viewOf } from "./bytes.ts";
import type { Probe } from "./probe-result.ts";
import type { Source } from "./source.ts";

/** Ids of the elements that are looked at (RFC 9559, section 5). */
const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
};

/** Information and tracks stand before the pictures, and are looked for there only. */
const searched = 256 * 1024;

/** WebM and Matroska. Recordings of browsers don't say their duration. */
export async function probeWebm(source: Source): Promise<Probe> {
  const head = await source.read(0, searched);
  let duration: number | null = null;
  let scale = 1_000_000;
  let width = 0;
  let height = 0;
  let hasVideo = false;
  let hasTracks = false;
  const walk = (from: number, to: number, depth: number): void => {
    for (const { id, content, at, end } of elementsIn(head, from, to)) {
      switch (id) {
        case ids.segment:
        case ids.info:
        case ids.tracks:
        case ids.trackEntry:
        case ids.video:
          hasTracks ||= id === ids.tracks;
          hasVideo ||= id === ids.video;
          if (depth < 5) walk(at, end, depth + 1);
          break;
        case ids.timestampScale:
          scale = integer(content);
          break;
        case ids.duration:
          duration = float(content);
          break;
        case ids.pixelWidth:
          width ||= integer(content);
          break;
        case ids.pixelHeight:
          height ||= integer(content);
          break;
        case ids.cluster:
          return;
      }
    }
  };
  walk(0, head.length, 0);
  return {
    // The scale is in nanoseconds.
    duration: duration === null ? null : (duration * scale) / 1e9,
    video: hasVideo || !hasTracks ? { width, height } : null,
  };
}

interface Element {
  readonly id: number;
  readonly at: number;
  readonly end: number;
  readonly content: Uint8Array;
}

/** Elements of EBML (RFC 8794); one that is longer than the bytes at hand ends with them. */
function* elementsIn(bytes: Uint8Array, from: number, to: number): Generator<Element> {
  let at = from;
  while (at < to) {
    const id = variable(bytes, at, 4, false);
    const size = id && variable(bytes, at + id.length, 8, true);
    if (!id || !size) return;
    const start = at + id.length + size.length;
    // All bits set: as long as its parent.
    const end = size.value === 2 ** (7 * size.length) - 1 ? to : Math.min(start + size.value, to);
    yield { id: id.value, at: start, end, content: bytes.subarray(start, end) };
    at = end;
  }
}

/** A number whose length is the number of leading zero bits plus one; in sizes the first set bit doesn't count. */
function variable(bytes: Uint8Array, at: number, longest: number, isSize: boolean) {
  const first = bytes[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  if (length > longest || at + length > bytes.length) return null;
  let value = isSize ? first & (0xff >> length) : first;
  for (const byte of bytes.subarray(at + 1, at + length)) value = value * 256 + byte;
  return { value, length };
}

function integer(content: Uint8Array): number {
  return content.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

function float(content: Uint8Array): number | null {
  const view = viewOf(content);
  return content.length === 4 ? view.getFloat32(0) : content.length === 8 ? view.getFloat64(0) : null;
}
