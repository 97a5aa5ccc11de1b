/** Makes an archive of a data folder, whether a server runs on it or not. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openExisting } from "../db/sqlite/copy.ts";
import { explain, refuseForeignWal, refuseOtherDatabase } from "../db/sqlite/database.ts";
import { lockUnlessServed } from "../db/sqlite/lock.ts";
import { type BlobPlace, hashPattern } from "../files/blob-place.ts";
import { createSealing, openSealing } from "../sealing/sealing.ts";
import { placeFromText } from "../startup/files-place.ts";
import { finishBrokenRestore } from "../startup/replacing.ts";
import { errorCode } from "../text/error-text.ts";
import { type Connection, connectionOn } from "./connection.ts";
import { readStore, type Surroundings } from "./read-store.ts";
import type { RecordKind } from "./records.ts";
import type { Report } from "./report.ts";
import { writeFolder } from "./write-folder.ts";

export interface Exporting {
  readonly dataFolder: string;
  /** The new archive. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly report: Report;
  readonly onProgress?: (kind: RecordKind, messages: number) => void;
}

/** @throws Error with one line for people. Nothing of the archive is left then */
export function exportStore({ dataFolder, folder, now, report, onProgress }: Exporting): Promise<void> {
  return withStore(dataFolder, ({ sqlite, around, copy }) =>
    writeFolder(folder, {
      records: readStore(sqlite, around, report),
      copy,
      report,
      now: now / 1000,
      ...(onProgress && { onProgress }),
    }),
  );
}

/** A data folder at one moment. */
export interface OpenStore {
  readonly sqlite: Connection;
  readonly around: Surroundings;
  /** Copies a file that a record names; false: it is gone. */
  copy(name: string, target: string): Promise<boolean>;
}

/** Opens a data folder for reading, whether a server runs on it or not. @throws Error with one line for people */
export async function withStore<Result>(
  dataFolder: string,
  use: (store: OpenStore) => Promise<Result>,
): Promise<Result> {
  finishBrokenRestore(dataFolder);
  const database = join(dataFolder, "db", "server.db");
  if (!existsSync(database))
    throw new Error(`${database} does not exist; give the server's data folder with --data`);
  const config = textOf(join(dataFolder, "config.json"));
  const place = placeFromText(config, dataFolder);
  const around = surroundings(dataFolder, config);
  // With the lock in hand, no server starts meanwhile.
  const lock = lockUnlessServed(join(dataFolder, "db"));
  try {
    if (lock) refuseForeignWal(database);
    const opened = openExisting(database);
    const sqlite = connectionOn(opened);
    try {
      refuseOtherDatabase(opened, database);
      sqlite.run("PRAGMA query_only = TRUE");
      sqlite.run("BEGIN");
      return await use({
        sqlite,
        around,
        copy: (name, target) =>
          isThere(
            hashPattern.test(name) ? copyBlob(place, name, target) : copyAsset(dataFolder, name, target),
          ),
      });
    } finally {
      sqlite.close();
    }
  } catch (error) {
    throw explain(error, database);
  } finally {
    lock?.release();
  }
}

function textOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function surroundings(dataFolder: string, config: string | null): Surroundings {
  const db = join(dataFolder, "db");
  const assets = join(db, "serverAssets");
  const names = existsSync(assets) ? readdirSync(assets, { withFileTypes: true }) : [];
  return {
    config,
    vapidKey: textOf(join(db, "vapid.pem")),
    // Without a key there is nothing that it could open.
    sealing: existsSync(join(db, "sealing.key")) ? openSealing(db) : createSealing(new Uint8Array(32)),
    assets: names.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).toSorted(),
  };
}

/** A running server may remove a file at any moment. */
function isThere(copied: Promise<boolean>): Promise<boolean> {
  return copied.catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  });
}

async function copyBlob(place: BlobPlace, hash: string, target: string): Promise<boolean> {
  const size = await place.size(hash);
  if (size === null) return false;
  await Bun.write(Bun.file(target), new Response(place.body(hash, size).slice(0, size)));
  return true;
}

async function copyAsset(dataFolder: string, name: string, target: string): Promise<boolean> {
  copyFileSync(join(dataFolder, "db", "serverAssets", name), target);
  return true;
}
