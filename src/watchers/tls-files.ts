/** The files of `websocket.tls`: read at the start, and again when a new certificate takes their place. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { follow } from "../config/follow.ts";
import type { Config } from "../config/schema.ts";
import { StartError } from "../config/start-error.ts";
import { type TlsFiles, tlsProblem } from "../gateway/transport.ts";
import type { Log } from "../log/log.ts";
import { errorText } from "../text/error-text.ts";

type Tls = NonNullable<Config["websocket"]["tls"]>;

/** @throws StartError with a one-line message */
export function readTls(tls: Tls | null, dataFolder: string): TlsFiles | null {
  if (tls === null) return null;
  const read = (key: keyof Tls) => {
    const path = resolve(dataFolder, tls[key]);
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      throw new StartError(`The file of websocket.tls.${key} cannot be read: ${errorText(error)}`);
    }
  };
  const files = { cert: read("cert"), key: read("key") };
  const problem = tlsProblem(files);
  if (problem !== null) {
    const names = `${resolve(dataFolder, tls.cert)} and ${resolve(dataFolder, tls.key)}`;
    throw new StartError(`The TLS files ${names} cannot be used: ${problem}`);
  }
  return files;
}

export interface TlsWatch {
  readonly tls: Tls;
  /** The files in use. */
  readonly served: TlsFiles;
  readonly dataFolder: string;
  readonly log: Log;
  /** @throws Error when they can't be used; then the old ones stay in use */
  renew(files: TlsFiles): void;
}

const lookMilliseconds = 1000;

/**
 * Looks at both files once a second, following links, since certificate tools swap a link to a folder. The files are
 * read when they are the same at two looks, since the key and the certificate are replaced one after the other.
 */
export function watchTls({ tls, served, dataFolder, log, renew }: TlsWatch): { stop(): void } {
  const paths = { cert: resolve(dataFolder, tls.cert), key: resolve(dataFolder, tls.key) };
  let inForce = served;
  let failed = false;

  async function changed(): Promise<void> {
    try {
      const files = { cert: await readFile(paths.cert, "utf8"), key: await readFile(paths.key, "utf8") };
      if (files.cert !== inForce.cert || files.key !== inForce.key) {
        renew(files);
        inForce = files;
        log.info("New TLS files serve new connections", { file: paths.cert });
      } else if (failed) log.info("The TLS files are the ones in force again", { file: paths.cert });
      failed = false;
    } catch (error) {
      failed = true;
      log.error("The new TLS files can't be used; the old ones stay in force", {
        file: paths.cert,
        reason: errorText(error),
      });
    }
  }

  return {
    stop: follow({ paths: [paths.cert, paths.key], milliseconds: lookMilliseconds, changed }),
  };
}
