/** `backup FOLDER`: everything that a restore needs, in a folder that has its name only when it is whole. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bringToDisk, syncFile, writeFileAtomically } from "../config/write-file.ts";
import { blobsInUse, type Contents, copyDatabase, sealCopy } from "../db/sqlite/copy.ts";
import { refuseForeignWal } from "../db/sqlite/database.ts";
import { lockUnlessServed } from "../db/sqlite/lock.ts";
import type { Digest } from "../files/digest.ts";
import { digestFile } from "../files/digest-file.ts";
import { placeFromText } from "../startup/files-place.ts";
import { finishBrokenRestore } from "../startup/replacing.ts";
import { version } from "../startup/version.ts";
import { refuseTarget } from "./backup.ts";
import { createFileCopies, type FileCopies } from "./copy-files.ts";
import { explainFullDisk } from "./full-disk.ts";
import {
  assetsName,
  databaseName,
  type Manifest,
  manifestName,
  newestBackupIn,
  singleFiles,
} from "./manifest.ts";

export interface FolderBackup extends Contents {
  readonly folder: string;
  /** Bytes of all files; those that are shared with the data folder or an earlier backup take no space. */
  readonly bytes: number;
  readonly uploads: Manifest["uploads"];
}

export interface Backing {
  readonly dataFolder: string;
  /** The new folder. */
  readonly folder: string;
  readonly withFiles: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Ending of a backup that isn't whole yet, or not any more. */
export const unfinishedEnding = ".unfinished";

/** How often the database is copied anew because files of the last copy were removed before they were taken. */
const tries = 10;

/**
 * Makes a backup of a data folder, whether a server runs on it or not.
 *
 * Files are taken first, then the database, then the files that are new in that copy. Files that the server removes in
 * between are no longer in use in a later copy of the database, so that one is made.
 *
 * @throws Error with one line for people. Nothing of the backup is left then
 */
export async function makeFolderBackup(backing: Backing): Promise<FolderBackup> {
  const folder = resolve(backing.folder);
  const database = join(backing.dataFolder, databaseName);
  finishBrokenRestore(backing.dataFolder);
  refuseTarget(database, backing.folder);
  const unfinished = `${folder}${unfinishedEnding}`;
  try {
    // What a backup left that was killed.
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(join(unfinished, "db"), { recursive: true, mode: 0o700 });
    const made = await fill(unfinished, { ...backing, folder });
    renameSync(unfinished, folder);
    bringToDisk(dirname(folder));
    return { ...made, folder: backing.folder };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explainFullDisk(error, backing.folder);
  }
}

async function fill(target: string, { dataFolder, folder, withFiles, now }: Backing): Promise<FolderBackup> {
  const config = join(dataFolder, "config.json");
  const place = withFiles
    ? placeFromText(existsSync(config) ? readFileSync(config, "utf8") : null, dataFolder)
    : null;
  const earlier = newestBackupIn(dirname(folder));
  const copies = place && createFileCopies(place, join(target, "files"), earlier && join(earlier, "files"));
  const uploads = await copyDatabaseAndFiles(dataFolder, target, copies);
  const contents = sealCopy(join(target, databaseName));
  const files = [databaseName, ...copySmallFiles(dataFolder, target)].map((name) => {
    const { size, hash } = digestFile(join(target, name));
    return { name, size, sha256: hash };
  });
  for (const name of ["db", assetsName]) bringToDisk(join(target, name));
  const manifest: Manifest = { format: 1, version, madeAt: Math.floor(now / 1000), files, uploads };
  writeFileAtomically(join(target, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
  const bytes = files.reduce((sum, { size }) => sum + size, uploads?.bytes ?? 0);
  return { folder, bytes, uploads, ...contents };
}

async function copyDatabaseAndFiles(
  dataFolder: string,
  target: string,
  copies: FileCopies | null,
): Promise<Manifest["uploads"]> {
  const source = join(dataFolder, databaseName);
  const copy = join(target, databaseName);
  if (copies) await copies.take(whileUnserved(source, () => blobsInUse(source)));
  for (let attempt = 1; attempt <= tries; attempt++) {
    rmSync(copy, { force: true });
    whileUnserved(source, (isServed) => copyDatabase(source, copy, isServed));
    if (!copies) return null;
    const needed = blobsInUse(copy);
    const lost = await takeNew(copies, needed, source);
    if (!lost) continue;
    const missing = lost.map(({ hash }) => hash);
    return { ...copies.keepOnly(needed), missing };
  }
  throw new Error(`Files were removed faster than they could be copied, ${tries} times; try again later`);
}

/** Files that the data folder lacks for good; null: some were removed since the copy of the database was made. */
async function takeNew(
  copies: FileCopies,
  needed: readonly Digest[],
  source: string,
): Promise<readonly Digest[] | null> {
  const lost = await copies.take(needed);
  if (lost.length === 0) return lost;
  const now = new Set(whileUnserved(source, () => blobsInUse(source)).map(({ hash }) => hash));
  if (lost.some(({ hash }) => !now.has(hash))) return null;
  // They may have been removed and uploaded again.
  return copies.take(lost);
}

/** Does something with the database while no server starts on it. */
function whileUnserved<Result>(database: string, use: (isServed: boolean) => Result): Result {
  const lock = lockUnlessServed(dirname(database));
  try {
    if (lock) refuseForeignWal(database);
    return use(lock === null);
  } finally {
    lock?.release();
  }
}

/** The names of those that there were. */
function copySmallFiles(dataFolder: string, target: string): string[] {
  const assets = join(dataFolder, assetsName);
  const pictures = existsSync(assets) ? readdirSync(assets, { withFileTypes: true }) : [];
  mkdirSync(join(target, assetsName), { mode: 0o700 });
  return [
    ...singleFiles,
    ...pictures.flatMap((entry) => (entry.isFile() ? [`${assetsName}/${entry.name}`] : [])),
  ].filter((name) => {
    if (!existsSync(join(dataFolder, name))) return false;
    copyFileSync(join(dataFolder, name), join(target, name));
    syncFile(join(target, name));
    return true;
  });
}
