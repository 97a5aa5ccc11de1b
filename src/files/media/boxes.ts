/** Boxes of ISO base media files (ISO/IEC 14496-12): MP4, QuickTime, AVIF, HEIC. */
import { latin1, viewOf } from "./bytes.ts";
import type { Source } from "./source.ts";

export interface Box {
  readonly name: string;
  /** Where its header begins, in bytes from the beginning of the file. */
  readonly at: number;
  /** Where its content begins, and where it ends. */
  readonly from: number;
  readonly to: number;
}

/** Boxes of one parent that are looked at. Real files have some dozens. */
const mostBoxes = 1000;

/** The boxes between two places of a file; it ends at the first one that makes no sense. */
export async function* boxesIn(source: Source, from: number, to: number): AsyncGenerator<Box> {
  let at = from;
  for (let count = 0; count < mostBoxes && at + 8 <= to; count++) {
    const head = await source.read(at, 16);
    if (head.length < 8) return;
    const view = viewOf(head);
    const short = view.getUint32(0);
    const isLong = short === 1;
    if (isLong && head.length < 16) return;
    const size = isLong ? Number(view.getBigUint64(8)) : short === 0 ? to - at : short;
    const headSize = isLong ? 16 : 8;
    if (size < headSize || at + size > to) return;
    yield { name: latin1(head, 4, 4), at, from: at + headSize, to: at + size };
    at += size;
  }
}

export async function childOf(source: Source, parent: Box, name: string): Promise<Box | null> {
  for await (const box of boxesIn(source, parent.from, parent.to)) if (box.name === name) return box;
  return null;
}

/** The whole file as if it were one box. */
export function rootOf(source: Source): Box {
  return { name: "", at: 0, from: 0, to: source.size };
}
