/**
 * Prepares one picture: turns it upright, takes its metadata out, fits it into a size, makes two smaller ones and a
 * preview. This runs in a process of its own (`image-process.ts`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { blurhash } from "./blurhash.ts";
import { imageShape } from "./image-shape.ts";
import { orientationOf, type Turn, turns } from "./orientation.ts";
import { pixelsOfPng } from "./png-pixels.ts";
import { type StrippedType, withOrientationOnly, withoutMetadata } from "./strip.ts";

export interface ImageJob {
  /** The uploaded file. It isn't changed. */
  readonly from: string;
  /** Where the new files go. */
  readonly to: { readonly original: string; readonly small: string; readonly large: string };
  readonly type: StrippedType | "image/bmp";
  /** Width times height. */
  readonly mostPixels: number;
  /** Larger still pictures are made smaller; null: they stay. */
  readonly fit: { readonly width: number; readonly height: number } | null;
  /** Of JPEG and WebP that have to be encoded anew, 1 to 100. */
  readonly quality: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type ImageResult =
  | (Size & {
      readonly kind: "done";
      /** BlurHash; null when no decoder here knows the picture. */
      readonly preview: string | null;
      /** WebP; null when the picture is no larger, or no decoder here knows it. */
      readonly small: Size | null;
      readonly large: Size | null;
    })
  | { readonly kind: "too_many_pixels" }
  /** It isn't a picture of this type, or a damaged one. */
  | { readonly kind: "broken" };

/** Pixels of the longer side. */
export const thumbnailSides = { small: 320, large: 1280 };
const thumbnailQuality = 80;
const previewSide = 32;

/** @throws the error of the file system when a file can't be read or written */
export async function workOnImage(job: ImageJob): Promise<ImageResult> {
  const bytes = readFileSync(job.from);
  const shape = imageShape(bytes);
  const parts = job.type === "image/bmp" ? [bytes] : withoutMetadata(job.type, bytes);
  if (!parts || !shape || shape.width < 1 || shape.height < 1) return { kind: "broken" };
  if (shape.width * shape.height > job.mostPixels) return { kind: "too_many_pixels" };

  const turn = turns[isAnimated(job.type, bytes) ? 1 : orientationOf(job.type, bytes)];
  const size = turn.degrees % 180 === 0 ? shape : { width: shape.height, height: shape.width };
  const original = await originalOf(job, bytes, { ...size, parts }, turn);
  writeParts(job.to.original, original.parts);

  const thumbnails = await thumbnailsOf(job, bytes, size, turn);
  return { kind: "done", width: original.width, height: original.height, ...thumbnails };
}

type Original = Size & { readonly parts: readonly Uint8Array[] };

/** The picture as it will be served: the same pixels without metadata, or encoded anew where it has to change. */
async function originalOf(job: ImageJob, bytes: Uint8Array, same: Original, turn: Turn): Promise<Original> {
  const { type, fit } = job;
  // There is no encoder for these.
  if (type === "image/bmp" || type === "image/gif" || isAnimated(type, bytes)) return same;
  const fits = fit === null || (same.width <= fit.width && same.height <= fit.height);
  if (fits && turn === turns[1]) return same;
  try {
    const encoded = await encode(job, bytes, fit ?? same, turn);
    const [parts, shape] = [withoutMetadata(type, encoded), imageShape(encoded)];
    return parts && shape ? { width: shape.width, height: shape.height, parts } : same;
  } catch {
    // Browsers know more kinds of JPEG and PNG than the decoder, and turn a JPEG themselves.
    return { ...same, parts: withOrientationOnly(type, bytes) ?? same.parts };
  }
}

function encode({ type, quality, mostPixels }: ImageJob, bytes: Uint8Array, fit: Size, turn: Turn) {
  const image = upright(bytes, mostPixels, turn).resize(fit.width, fit.height, {
    fit: "inside",
    withoutEnlargement: true,
  });
  if (type === "image/jpeg") return image.jpeg({ quality, progressive: true }).bytes();
  if (type === "image/png") return image.png().bytes();
  // The first chunk of a lossless picture without further chunks.
  const isLossless = Buffer.from(bytes.subarray(12, 16)).toString("latin1") === "VP8L";
  return image.webp(isLossless ? { lossless: true } : { quality }).bytes();
}

function upright(bytes: Uint8Array, maxPixels: number, { degrees, mirrored }: Turn) {
  // One reader of the orientation decides, for all types.
  const image = new Bun.Image(bytes, { maxPixels, autoOrient: false }).rotate(degrees);
  return mirrored ? image.flop() : image;
}

interface Thumbnails {
  readonly preview: string | null;
  readonly small: Size | null;
  readonly large: Size | null;
}

async function thumbnailsOf(job: ImageJob, bytes: Uint8Array, size: Size, turn: Turn): Promise<Thumbnails> {
  let [small, large]: [Size | null, Size | null] = [null, null];
  try {
    /** The smallest upright version so far, from which the next one is made. */
    let source = () => upright(bytes, job.mostPixels, turn);
    for (const name of ["large", "small"] as const) {
      const side = thumbnailSides[name];
      if (size.width <= side && size.height <= side) continue;
      const encoded = await source()
        .resize(side, side, { fit: "inside", withoutEnlargement: true })
        .webp({ quality: thumbnailQuality })
        .bytes();
      const [parts, shape] = [withoutMetadata("image/webp", encoded), imageShape(encoded)];
      if (!parts || !shape) continue;
      writeParts(job.to[name], parts);
      const made = { width: shape.width, height: shape.height };
      if (name === "large") large = made;
      else small = made;
      source = () => new Bun.Image(encoded, { autoOrient: false });
    }
    const tiny = await source().resize(previewSide, previewSide, { fit: "inside" }).png().bytes();
    return { small, large, preview: blurhash(pixelsOfPng(tiny)) };
  } catch {
    return { small, large, preview: null };
  }
}

function isAnimated(type: string, bytes: Uint8Array): boolean {
  if (type === "image/apng") return true;
  // RFC 9649, 2.7: a bit of the extended header.
  const head = Buffer.from(bytes.subarray(12, 16)).toString("latin1");
  return type === "image/webp" && head === "VP8X" && ((bytes[20] ?? 0) & 2) !== 0;
}

function writeParts(path: string, parts: readonly Uint8Array[]): void {
  writeFileSync(path, Buffer.concat(parts));
}
