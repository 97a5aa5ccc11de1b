/** What the server measures of itself, for `/metrics` and `server_stats`. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Figures } from "../actions/server/stats.ts";
import { type ServerFigures, serverFigures } from "../db/server-figures.ts";
import type { Store } from "../db/store.ts";
import { certificateExpiry } from "../gateway/transport.ts";
import type { Measurements } from "../http/metrics.ts";
import { version } from "../startup/version.ts";
import type { Backups } from "../upkeep/backups.ts";
import type { LoopDelay } from "../upkeep/loop-delay.ts";
import type { Environment } from "./environment.ts";
import type { Connected } from "./gateway.ts";
import type { Serving } from "./routes.ts";
import type { Services } from "./services.ts";

export function measured(
  { config, dataFolder }: Pick<Environment, "config" | "dataFolder">,
  store: Pick<Store, "metrics">,
  { disk, pushes, storage }: Pick<Services, "disk" | "pushes" | "storage">,
  { gateway, counters }: Pick<Connected, "gateway" | "counters">,
  { tls }: Serving,
  loop: LoopDelay,
  backups: Pick<Backups, "newest" | "isFailing">,
): Measurements {
  return {
    gateway: gateway.metrics(),
    store: store.metrics,
    loop,
    disk: { free: disk.free, isLow: disk.isLow, reserve: config.current.DB.reserve },
    residentBytes: process.memoryUsage.rss(),
    traffic: counters.traffic,
    pushes,
    databaseBytes: sizeOf(join(dataFolder, "db", "server.db")),
    filesBytes: storage.files.bytes,
    walBytes: sizeOf(join(dataFolder, "db", "server.db-wal")),
    backups: { newest: backups.newest, isFailing: backups.isFailing },
    certificateExpiry: tls && certificateExpiry(tls),
    startedAt: performance.timeOrigin / 1000,
  };
}

/** 0 while there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const countedMilliseconds = 60_000;
const dayMilliseconds = 86_400_000;

export function createFigures(
  { now, elapsed }: Pick<Environment, "now" | "elapsed">,
  store: Pick<Store, "read">,
  measure: () => Measurements,
): Figures {
  let counted: { readonly at: number; readonly figures: Promise<ServerFigures> } | null = null;
  return {
    counted() {
      if (!counted || elapsed() - counted.at > countedMilliseconds) {
        const figures = store.read(serverFigures({ since: (now() - dayMilliseconds) * 1000 }));
        counted = { at: elapsed(), figures };
        figures.catch(() => {
          counted = null;
        });
      }
      return counted.figures;
    },
    measured() {
      const { gateway, loop, disk, residentBytes, databaseBytes, walBytes, startedAt } = measure();
      return {
        startedAt,
        version,
        connected_users: gateway.authenticated,
        memory: residentBytes,
        database: databaseBytes + walBytes,
        disk_free: disk.free,
        event_loop_delay: loop.longest,
      };
    },
  };
}
