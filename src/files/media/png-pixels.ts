import { inflateSync } from "node:zlib";
import { latin1, viewOf } from "./bytes.ts";

/** Colours of the pixels, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel, 0 to 255. */
  readonly rgba: Uint8Array;
}

/** Channels of the colour types: grey, RGB, grey with alpha, RGB with alpha. */
const channelsOf = new Map([
  [0, 1],
  [2, 3],
  [4, 2],
  [6, 4],
]);

/**
 * Decodes the small PNG that our own encoder made, with 8 bits for each channel. `Bun.Image` gives no pixels.
 *
 * @throws Error when it is of another kind
 */
export function pixelsOfPng(bytes: Uint8Array): Pixels {
  const view = viewOf(bytes);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = channelsOf.get(view.getUint8(25));
  if (
    view.getUint8(24) !== 8 ||
    channels === undefined ||
    view.getUint8(28) !== 0 ||
    width * height > 65_536
  ) {
    throw new Error("This PNG isn't of the kind that is decoded here");
  }
  const chunks: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (latin1(bytes, at + 4, 4) === "IDAT") chunks.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const rowBytes = width * channels;
  const filtered = inflateSync(Buffer.concat(chunks), { maxOutputLength: height * (rowBytes + 1) });
  const rows = unfilter(filtered, rowBytes, height, channels);
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const channel = (index: number) => rows[pixel * channels + index] ?? 0;
    const hasAlpha = channels % 2 === 0;
    const color = channels < 3 ? [channel(0), channel(0), channel(0)] : [channel(0), channel(1), channel(2)];
    rgba.set([...color, hasAlpha ? channel(channels - 1) : 255], pixel * 4);
  }
  return { width, height, rgba };
}

/** Takes back the filter of each row (PNG, third edition, 9). */
function unfilter(filtered: Uint8Array, rowBytes: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (rowBytes + 1)] ?? 0;
    for (let index = 0; index < rowBytes; index++) {
      const at = row * rowBytes + index;
      const left = index >= channels ? (rows[at - channels] ?? 0) : 0;
      const up = row > 0 ? (rows[at - rowBytes] ?? 0) : 0;
      const corner = row > 0 && index >= channels ? (rows[at - rowBytes - channels] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      rows[at] = (filtered[row * (rowBytes + 1) + 1 + index] ?? 0) + predicted;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(estimate - value));
  if (toLeft === undefined || toUp === undefined || toCorner === undefined) return 0;
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
