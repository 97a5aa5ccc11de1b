/** From a file that has come to an attachment: what it is, its thumbnails, its place, its row. */
import { rm } from "node:fs/promises";
import { refusedFile, type StoredFile, type Uploader } from "../../actions/attachments/upload.ts";
import type { Media as KnownMedia } from "../../chat/attachments.ts";
import type { Config } from "../../config/schema.ts";
import type { Digester } from "../../files/digest.ts";
import type { Files, Finished } from "../../files/files.ts";
import type { IncomingFile } from "../../files/incoming.ts";
import type { Media, PreparedMedia } from "../../files/media/media.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import type { WireAttachment } from "../../protocol/objects.ts";

/** What the sender says of a file. */
export interface Described {
  readonly name: string;
  /** Days that it shall live at most; null: as long as possible. */
  readonly wishedDays: number | null;
  /** SHA-256 in hexadecimal that the bytes must have as they came. Absent: any. */
  readonly expectedHash?: string;
}

export interface Uploaded {
  readonly attachment: WireAttachment;
  readonly permanent: boolean;
}

export interface FinishParts {
  config(): Config;
  readonly files: Files;
  readonly media: Pick<Media, "prepare">;
  readonly digester: Pick<Digester, "digest">;
  /** The subscription of a Rotur account, in lower case; "": none. */
  subscriptionOf(username: string): Promise<string>;
  /** Stores the attachment, if its uploader may still upload. */
  store(may: MayUpload, file: StoredFile): Promise<Uploaded | Failure>;
}

/** The uploader, if they may upload now. */
export type MayUpload = () => Uploader | Failure;

/** Takes over a file that is complete. Unless the server is `busy`, it is gone afterwards, whatever comes of it. */
export async function finishUpload(
  parts: FinishParts,
  may: MayUpload,
  file: IncomingFile,
  described: Described,
): Promise<Uploaded | Failure | "busy"> {
  let left = [file.path];
  try {
    await file.close();
    const uploader = may();
    if (isFailure(uploader)) return uploader;
    if (file.size === 0) return fail("attachment_empty");
    const { expectedHash } = described;
    if (expectedHash !== undefined && (await parts.digester.digest(file.path)).hash !== expectedHash) {
      return fail("attachment_damaged");
    }
    const prepared = await prepare(parts, uploader.id, file.path);
    if ("refused" in prepared) {
      if (prepared.refused !== "busy") return fail("attachment_picture_refused");
      left = [];
      return "busy";
    }
    left.push(...prepared.thumbnails.map(({ path }) => path));
    return await keep(parts, { uploader, may }, prepared, file.path, described);
  } finally {
    await Promise.all(left.map((path) => rm(path, { force: true })));
  }
}

function prepare({ config, media }: FinishParts, uploader: string, path: string) {
  const { enabled, max_width, max_height, jpeg_quality, webp_quality } = config().attachments.compression;
  return media.prepare(path, {
    lane: [uploader, path],
    fit: enabled ? { width: max_width, height: max_height } : null,
    quality: { jpeg: jpeg_quality, webp: webp_quality },
  });
}

async function keep(
  { config, files, digester, subscriptionOf, store }: FinishParts,
  { uploader, may }: { readonly uploader: Uploader; readonly may: MayUpload },
  prepared: PreparedMedia,
  path: string,
  { name, wishedDays }: Described,
): Promise<Uploaded | Failure> {
  const { type, thumbnails } = prepared;
  const main = await finished(path);
  const refused = refusedFile(config(), { type, size: main.size }, files.bytes);
  if (refused) return refused;
  const smaller = await Promise.all(
    thumbnails.map(async (thumbnail) => ({ ...thumbnail, ...(await finished(thumbnail.path)) })),
  );
  const { subscriber } = uploader;
  const subscription = subscriber === null ? "" : await subscriptionOf(subscriber);
  const blobOf = (wanted: string) => smaller.find((one) => one.name === wanted)?.hash ?? null;
  return files.keep([main, ...smaller], () =>
    store(may, {
      sentName: name,
      type,
      size: main.size,
      media: knownOf(prepared),
      blob: main.hash,
      small: blobOf("small"),
      large: blobOf("large"),
      subscription,
      wishedDays,
    }),
  );

  async function finished(of: string): Promise<Finished> {
    return { path: of, ...(await digester.digest(of)) };
  }
}

/** Null: nothing is known of it. */
function knownOf({ size, duration, preview, thumbnails }: PreparedMedia): KnownMedia | null {
  const known: KnownMedia = {
    ...size,
    ...(duration !== null && { duration }),
    ...(preview !== null && { blurhash: preview }),
    ...Object.fromEntries(thumbnails.map(({ name, width, height }) => [name, { width, height }])),
  };
  return Object.keys(known).length > 0 ? known : null;
}
