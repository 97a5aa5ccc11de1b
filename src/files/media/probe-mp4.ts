import { type Box, boxesIn, childOf, rootOf } from "./boxes.ts";
import { latin1, viewOf } from "./bytes.ts";
import { type Probe, unknown } from "./probe-result.ts";
import type { Source } from "./source.ts";

/** MP4 and QuickTime (ISO/IEC 14496-12): the movie header, and the header of the first video track. */
export async function probeMp4(source: Source): Promise<Probe> {
  const movie = await childOf(source, rootOf(source), "moov");
  if (!movie) return unknown;
  let header: Duration | null = null;
  let fragments: Box | null = null;
  let video: Probe["video"] = null;
  for await (const box of boxesIn(source, movie.from, movie.to)) {
    if (box.name === "mvhd") header = await durationIn(source, box);
    if (box.name === "mvex") fragments = box;
    if (box.name === "trak") video ??= await videoTrack(source, box);
  }
  if (!header) return { duration: null, video };
  const ticks = header.ticks || (fragments ? await fragmentTicks(source, fragments) : 0);
  return { duration: ticks > 0 && header.scale > 0 ? ticks / header.scale : null, video };
}

interface Duration {
  readonly ticks: number;
  /** Ticks per second. */
  readonly scale: number;
}

/** 8.2.2; version 1 has longer numbers. */
async function durationIn(source: Source, box: Box): Promise<Duration> {
  const view = viewOf(await source.read(box.from, 32));
  return view.getUint8(0) === 1
    ? { scale: view.getUint32(20), ticks: knownTicks(view, 24, true) }
    : { scale: view.getUint32(12), ticks: knownTicks(view, 16, false) };
}

/** All bits set mean that the duration isn't known. */
function knownTicks(view: DataView, at: number, isLong: boolean): number {
  if (!isLong) return view.getUint32(at) === 0xffff_ffff ? 0 : view.getUint32(at);
  const ticks = view.getBigUint64(at);
  return ticks === 0xffff_ffff_ffff_ffffn ? 0 : Number(ticks);
}

/** Files made of fragments may say their duration in a header of their own (8.8.2). */
async function fragmentTicks(source: Source, extends_: Box): Promise<number> {
  const header = await childOf(source, extends_, "mehd");
  if (!header) return 0;
  const view = viewOf(await source.read(header.from, 12));
  return knownTicks(view, 4, view.getUint8(0) === 1);
}

/** The size at which a track is shown, if it is a video (8.3.2, 8.4.3). */
async function videoTrack(source: Source, track: Box): Promise<Probe["video"]> {
  const [header, media] = await Promise.all([childOf(source, track, "tkhd"), childOf(source, track, "mdia")]);
  const handler = media && (await childOf(source, media, "hdlr"));
  if (!header || !handler) return null;
  if (latin1(await source.read(handler.from + 8, 4), 0, 4) !== "vide") return null;
  const content = await source.read(header.from, 96);
  const view = viewOf(content);
  // The matrix stands before the sides, which are fixed point numbers of 16 and 16 bits.
  const matrix = view.getUint8(0) === 1 ? 52 : 40;
  const width = Math.round(view.getUint32(matrix + 36) / 65_536);
  const height = Math.round(view.getUint32(matrix + 40) / 65_536);
  // Turned by a quarter when x becomes y only.
  const isTurned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}
