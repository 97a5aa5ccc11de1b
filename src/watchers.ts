/** What people change from outside while the server runs: config.json, the data files, the TLS certificate. */
import type { Change } from "./chat/state.ts";
import type { ConfigSource } from "./config/source.ts";
import { createDataFiles, type DataFilesParts } from "./watchers/data-files.ts";
import { type TlsWatch, watchTls } from "./watchers/tls-files.ts";

export interface WatchersParts extends DataFilesParts {
  readonly config: ConfigSource;
}

export interface Watchers {
  /** Takes over edits of the time when the server was stopped, and writes the data files. Before anybody connects. */
  open(): Promise<void>;
  /** Follows all files from now on. */
  watch(tls: TlsWatch | null): void;
  /** Changes that memory took over; the data files follow. */
  changed(changes: readonly Change[]): void;
  /** Ends that and writes the data files for the last time, so the store must still be open. */
  stop(): Promise<void>;
}

export function createWatchers(parts: WatchersParts): Watchers {
  const dataFiles = createDataFiles(parts);
  let stopTls = () => {};
  return {
    open: dataFiles.open,
    changed: dataFiles.changed,
    watch(tls) {
      parts.config.watch();
      dataFiles.watch();
      if (tls) stopTls = watchTls(tls).stop;
    },
    async stop() {
      parts.config.stop();
      stopTls();
      await dataFiles.stop();
    },
  };
}
