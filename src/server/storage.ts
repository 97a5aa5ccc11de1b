/** What uploaded files need: their place, the folder of those on their way, and what looks into them. */
import { isAbsolute, join } from "node:path";
import type { Config } from "../config/schema.ts";
import { StartError } from "../config/start-error.ts";
import type { Store } from "../db/store.ts";
import { unfinishedUploads } from "../db/unfinished-uploads.ts";
import type { BlobPlace } from "../files/blob-place.ts";
import { createDigester, type Digester } from "../files/digest.ts";
import { type Files, openFiles } from "../files/files.ts";
import { folderPlace } from "../files/folder.ts";
import { type IncomingFolder, openIncoming } from "../files/incoming.ts";
import { createMedia, type Media } from "../files/media/media.ts";
import { s3Place } from "../files/s3.ts";
import { createSubscriptions, type Subscriptions } from "../identity/subscriptions.ts";
import { errorText } from "../text/error-text.ts";
import type { Environment } from "./environment.ts";

export interface Storage {
  readonly files: Files;
  readonly incoming: IncomingFolder;
  /** Removes incoming files that nobody continues. */
  sweep(): Promise<void>;
  readonly media: Media;
  readonly digester: Digester;
  readonly subscriptions: Subscriptions;
  stop(): void;
}

/** @throws StartError when the folder can't be used */
function openFolder(folder: string): IncomingFolder {
  try {
    return openIncoming(folder);
  } catch (error) {
    throw new StartError(`The folder of uploaded files can't be used: ${errorText(error)}`);
  }
}

/** @throws StartError when the configuration lacks something */
function placeFor({ files }: Config, root: string): BlobPlace {
  if (files.store === "folder") return folderPlace(root);
  const { endpoint, bucket, region, prefix } = files.s3;
  const accessKeyId = files.s3.access_key_id ?? process.env["S3_ACCESS_KEY_ID"];
  const secretAccessKey = files.s3.secret_access_key ?? process.env["S3_SECRET_ACCESS_KEY"];
  if (bucket === null) throw new StartError("files.store is s3, but files.s3.bucket is missing");
  if (!accessKeyId || !secretAccessKey) {
    throw new StartError(
      "files.store is s3, but the access key is missing: set files.s3.access_key_id and files.s3.secret_access_key, or S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
    );
  }
  return s3Place({ endpoint, bucket, region, prefix, accessKeyId, secretAccessKey });
}

/** @throws StartError when the configuration lacks something */
export async function openStorage(
  { dataFolder, config, log, elapsed }: Environment,
  store: Store,
): Promise<Storage> {
  const { folder } = config.current.files;
  const root =
    folder === null ? join(dataFolder, "files") : isAbsolute(folder) ? folder : join(dataFolder, folder);
  const files = await openFiles(placeFor(config.current, root), store, log);
  // In the same folder as their places, so that a move copies nothing.
  const incoming = openFolder(join(root, "incoming"));
  const sweep = async () => incoming.sweep(new Set(await store.read(unfinishedUploads({}))));
  // A server whose database can't be read starts all the same.
  await sweep().catch(() => {});
  const media = createMedia();
  const digester = createDigester();
  const subscriptions = createSubscriptions(() => {
    const { rotur, attachments } = config.current;
    return {
      baseUrl: rotur.base_url,
      timeoutMs: rotur.timeout_ms,
      rememberSeconds: attachments.subscription_cache_ttl,
    };
  }, elapsed);
  return {
    files,
    incoming,
    sweep,
    media,
    digester,
    subscriptions,
    stop() {
      media.stop();
      digester.stop();
      subscriptions.stop();
    },
  };
}
