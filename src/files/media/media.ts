/**
 * Files that members upload, made ready to be served. What others use of this folder:
 *
 * | function | file | what it does |
 * |---|---|---|
 * | `detectType(head)`, `headBytes` | media-type.ts | the content type, from the first bytes |
 * | `isShownInline(type)` | media-type.ts | whether it may be served with `Content-Disposition: inline` |
 * | `createMedia()`, `prepare(…)` | media.ts | all that is to be done with a complete upload |
 * | `imageShape(bytes)` | image-shape.ts | kind and size of a picture that is in memory |
 *
 * Still pictures lose their metadata, are turned upright, and are made smaller if they are larger than allowed.
 * Animations keep their frames as they are and lose their metadata too. So do AVIF, HEIC, MP4 and QuickTime, in which
 * it is overwritten in place. Other files stay byte for byte, among them SVG, which clients fetch and parse.
 */
import { open, rename, rm } from "node:fs/promises";
import type { Lane } from "../../limiting/concurrency-limiter.ts";
import { clearMetadata, isCleared } from "./clear.ts";
import type { ImageJob, Size } from "./image-work.ts";
import { createImages } from "./images.ts";
import { detectType, headBytes, type MediaType } from "./media-type.ts";
import { probeMedia } from "./probe.ts";
import { withSource } from "./source.ts";

export interface Media {
  /**
   * Prepares an upload. Compute its hash and size afterwards: the file may have been replaced. Nothing is synced.
   *
   * @param path a complete file that nobody else uses
   * @throws the error of the file system when a file can't be read or written
   */
  prepare(path: string, wishes: MediaWishes): Promise<PreparedMedia | MediaRefusal>;
  /** Refuses what waits, and ends the process for pictures. */
  stop(): void;
}

export interface MediaWishes {
  /** For its turn, for example the account and the id of the upload. */
  readonly lane: Lane;
  /** Pixels of the largest still picture; larger ones are made smaller. Null: they keep their size. */
  readonly fit: Size | null;
  /** Of JPEG and WebP that are encoded anew, 1 to 100. */
  readonly quality: { readonly jpeg: number; readonly webp: number };
}

export interface PreparedMedia {
  readonly type: MediaType;
  /** Pixels, as it is shown; null for what is neither picture nor video, or doesn't say. */
  readonly size: Size | null;
  /** Seconds of a sound or video; null when it doesn't say. */
  readonly duration: number | null;
  /** BlurHash of a picture. */
  readonly preview: string | null;
  /** Smaller versions of a picture, WebP; only those that are smaller than the picture. */
  readonly thumbnails: readonly Thumbnail[];
}

export interface Thumbnail extends Size {
  readonly name: "small" | "large";
  /** The path of the upload with `.small` or `.large`. */
  readonly path: string;
}

export interface MediaRefusal {
  /**
   * `too_many_pixels`: more than `mostPixels`. `failed`: the picture made the decoder crash or hang. `busy`: too many
   * pictures wait; try again.
   */
  readonly refused: "too_many_pixels" | "failed" | "busy";
}

/** Of one picture. Decoded, these are 200 MiB. */
export const mostPixels = 50 * 1024 * 1024;

export function createMedia(): Media {
  const images = createImages();

  async function preparePicture(path: string, type: ImageJob["type"], { lane, fit, quality }: MediaWishes) {
    const to = { original: `${path}.original`, small: `${path}.small`, large: `${path}.large` };
    const remove = (paths: readonly string[]) =>
      Promise.all(paths.map((unwanted) => rm(unwanted, { force: true })));
    const done = await images.work(lane, {
      from: path,
      to,
      type,
      mostPixels,
      fit,
      quality: type === "image/jpeg" ? quality.jpeg : quality.webp,
    });
    if (done?.kind !== "done") await remove(Object.values(to));
    switch (done?.kind) {
      case undefined:
        return { refused: "busy" } as const;
      case "failed":
        return { refused: "failed" } as const;
      case "too_many_pixels":
        return { refused: done.kind } as const;
      case "broken":
        // It isn't what its first bytes say, so nobody is to show it as that.
        return plain("application/octet-stream");
      case "done": {
        await rename(to.original, path);
        const { width, height, preview } = done;
        const thumbnails = (["small", "large"] as const).flatMap((name) => {
          const size = done[name];
          return size ? [{ name, path: to[name], ...size }] : [];
        });
        return { ...plain(type), size: { width, height }, preview, thumbnails };
      }
    }
  }

  return {
    async prepare(path, wishes) {
      const type = await typeOf(path);
      switch (type) {
        case "image/png":
        case "image/apng":
        case "image/jpeg":
        case "image/gif":
        case "image/webp":
        case "image/bmp":
          return preparePicture(path, type, wishes);
      }
      if (isCleared(type)) await clearMetadata(path, type);
      const { duration, video } = await withSource(path, (source) => probeMedia(source, type));
      const size = video && video.width > 0 ? video : null;
      return { ...plain(video ? type : withoutVideo(type)), size, duration };
    },
    stop: () => images.stop(),
  };
}

function plain(type: MediaType): PreparedMedia {
  return { type, size: null, duration: null, preview: null, thumbnails: [] };
}

async function typeOf(path: string): Promise<MediaType> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return detectType(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Voice messages come in containers of videos. */
function withoutVideo(type: MediaType): MediaType {
  if (type === "video/webm") return "audio/webm";
  return type === "video/mp4" ? "audio/mp4" : type;
}
