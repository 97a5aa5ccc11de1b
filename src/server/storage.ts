/** What uploaded files need: their place, the folder of those on their way, and what looks into them. */
import { join } from "node:path";
import { StartError } from "../config/start-error.ts";
import type { Store } from "../db/store.ts";
import { unfinishedUploads } from "../db/unfinished-uploads.ts";
import { createDigester, type Digester } from "../files/digest.ts";
import { type Files, openFiles } from "../files/files.ts";
import { type IncomingFolder, openIncoming } from "../files/incoming.ts";
import { createMedia, type Media } from "../files/media/media.ts";
import { createSubscriptions, type Subscriptions } from "../identity/subscriptions.ts";
import { filesFolder, filesPlace } from "../startup/files-place.ts";
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
export async function openStorage(
  { dataFolder, config, log, elapsed }: Environment,
  store: Store,
): Promise<Storage> {
  const files = await openFiles(filesPlace(config.current, dataFolder), store, log);
  // In the same folder as their places, so that a move copies nothing.
  const incoming = openFolder(join(filesFolder(config.current, dataFolder), "incoming"));
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
