/**
 * Takes metadata out of files that are made of boxes: MP4, QuickTime, AVIF, HEIC. It is overwritten in place, so that
 * everything else stays where the file says it is. Phones store positions there. What stays: positions in a track of
 * their own, as action cameras record them.
 */
import { open } from "node:fs/promises";
import { type Box, boxesIn, childOf, rootOf } from "./boxes.ts";
import { latin1, viewOf } from "./bytes.ts";
import { type Source, withSource } from "./source.ts";

interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Bytes from `at` that are overwritten in all; behind `bytes` with `filling`. */
  readonly length: number;
  readonly filling: number;
}

const textOf = (text: string) => new TextEncoder().encode(text);

/**
 * Overwrites the metadata of a file with neutral content of the same length.
 *
 * @param path a file of one of the types that `isCleared` names; its size doesn't change
 * @throws the error of the file system when it can't be read or written
 */
export async function clearMetadata(path: string, type: string): Promise<void> {
  const patches = await withSource(path, (source) => patchesOf(source, type));
  if (patches.length === 0) return;
  const file = await open(path, "r+");
  try {
    for (const { at, bytes, length, filling } of patches) {
      await file.write(bytes, 0, bytes.length, at);
      const block = new Uint8Array(Math.min(length, 65_536)).fill(filling);
      for (let done = bytes.length; done < length; done += block.length) {
        await file.write(block, 0, Math.min(block.length, length - done), at + done);
      }
    }
  } finally {
    await file.close();
  }
}

export function isCleared(type: string): boolean {
  return isPicture(type) || /^(?:video|audio)\/(?:mp4|quicktime)$/.test(type);
}

function isPicture(type: string): boolean {
  return type === "image/avif" || type === "image/heic";
}

/** A file that makes no sense has no patches: nothing that reads it would find metadata in it either. */
async function patchesOf(source: Source, type: string): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  try {
    for await (const patch of isPicture(type) ? ofPicture(source) : ofVideo(source)) patches.push(patch);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return patches;
}

/** Boxes of user data and metadata become free space. */
async function* ofVideo(source: Source): AsyncGenerator<Patch> {
  async function* inside(parent: Box): AsyncGenerator<Patch> {
    for await (const box of boxesIn(source, parent.from, parent.to)) {
      if (box.name === "udta" || box.name === "meta" || box.name === "uuid") {
        yield { at: box.at + 4, bytes: textOf("free"), length: 4, filling: 0 };
        yield { at: box.from, bytes: new Uint8Array(), length: box.to - box.from, filling: 0 };
      } else if (box.name === "moov" || box.name === "trak") {
        yield* inside(box);
      }
    }
  }
  yield* inside(rootOf(source));
}

/** An EXIF block without entries: the offset of its header, and a directory of no entries (TIFF 6.0). */
const emptyExif = Uint8Array.of(0, 0, 0, 0, 0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/** Items with EXIF or XMP get empty content (ISO/IEC 23008-12, annex A). */
async function* ofPicture(source: Source): AsyncGenerator<Patch> {
  const meta = await childOf(source, rootOf(source), "meta");
  if (!meta) return;
  // A version and flags stand before the boxes inside.
  const inside = { ...meta, from: meta.from + 4 };
  const [infos, places, data] = await Promise.all(
    ["iinf", "iloc", "idat"].map((name) => childOf(source, inside, name)),
  );
  if (!infos || !places) return;
  const items = await metadataItems(source, infos);
  const content = await source.read(places.from, Math.min(places.to - places.from, 65_536));
  for (const { item, at, length, isInMeta } of extentsIn(content)) {
    const kind = items.get(item);
    const start = isInMeta ? (data?.from ?? Number.NaN) + at : at;
    // Only whole extents of this file, and never the boxes themselves.
    if (kind === undefined || !(start >= 0 && start + length <= source.size)) continue;
    if (kind === "Exif" && length >= emptyExif.length) {
      yield { at: start, bytes: emptyExif, length, filling: 0 };
    } else {
      yield { at: start, bytes: new Uint8Array(), length, filling: kind === "Exif" ? 0 : 0x20 };
    }
  }
}

/** Ids of the items that hold metadata, with their kind. */
async function metadataItems(source: Source, infos: Box): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const version = (await source.read(infos.from, 1))[0];
  for await (const info of boxesIn(source, infos.from + (version === 0 ? 6 : 8), infos.to)) {
    const content = await source.read(info.from, 14);
    const view = viewOf(content);
    // Later versions have longer ids.
    const isLong = view.getUint8(0) >= 3;
    const kind = latin1(content, isLong ? 10 : 8, 4);
    if (["Exif", "mime", "uri "].includes(kind))
      found.set(isLong ? view.getUint32(4) : view.getUint16(4), kind);
  }
  return found;
}

interface Extent {
  readonly item: number;
  readonly at: number;
  readonly length: number;
  /** Counted from the content of the box `idat`. */
  readonly isInMeta: boolean;
}

/** The box `iloc` (ISO/IEC 14496-12, 8.11.3). */
function* extentsIn(content: Uint8Array): Generator<Extent> {
  const view = viewOf(content);
  let at = 0;
  const number = (bytes: number) => {
    let value = 0;
    for (let index = 0; index < bytes; index++) value = value * 256 + view.getUint8(at++);
    return value;
  };
  const version = number(1);
  number(3);
  const sizes = number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const count = number(version < 2 ? 2 : 4);
  for (let index = 0; index < count; index++) {
    const item = number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : number(2) & 15;
    number(2);
    const base = number(baseSize);
    const extents = number(2);
    for (let extent = 0; extent < extents; extent++) {
      number(indexSize);
      const start = base + number(offsetSize);
      const length = number(lengthSize);
      if (method <= 1) yield { item, at: start, length, isInMeta: method === 1 };
    }
  }
}
