/** `restore`: puts a backup in the place of what a stopped server has. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { asideName } from "../config/aside.ts";
import { removeLeftovers, syncFile } from "../config/write-file.ts";
import { blobsInUse, type Contents, readContents, sealCopy } from "../db/sqlite/copy.ts";
import { takeLock } from "../db/sqlite/lock.ts";
import { configFromText } from "../startup/files-place.ts";
import { finishReplacing, type Replacing, replaceFiles, waitingRoom } from "../startup/replacing.ts";
import { errorText } from "../text/error-text.ts";
import { fileNames } from "../watchers/plan.ts";
import { viewsStateFile } from "../watchers/views-state.ts";
import { explainFullDisk } from "./full-disk.ts";
import {
  assetsName,
  checkListedFiles,
  databaseName,
  type Manifest,
  readManifest,
  singleFiles,
} from "./manifest.ts";
import { filesOfBackup, putFiles } from "./put-files.ts";

export interface Restoring {
  /** What the backup holds. */
  readonly backup: Contents;
  /** Uploaded files that are in the backup; null: they are left as they are. */
  readonly uploads: number | null;
  /** What the folder holds now, null when there is no database, or why it can't be read. */
  readonly current: Contents | { readonly problem: string } | null;
  /** Where `finish` keeps what the folder holds now. Uploaded files stay where they are. */
  readonly kept: string;
  /** Puts the backup in the place of what is there. @throws Error with one line for people; nothing is changed then */
  finish(): Promise<void>;
  /** To be called in any case: gives the folder free. */
  end(): void;
}

/**
 * Copies a backup into the folder and checks it. Nothing is replaced before `finish`.
 *
 * @param source a folder that `backup` made, or a file with a database
 * @param now milliseconds since the epoch
 * @throws Error with one line for people, when a server runs on the folder for one
 */
export function prepareRestore(dataFolder: string, source: string, now: number): Restoring {
  if (!existsSync(source)) throw new Error(`${source} does not exist`);
  const folder = join(dataFolder, "db");
  mkdirSync(folder, { recursive: true });
  const lock = takeLock(folder);
  const waiting = waitingRoom(dataFolder);
  const end = () => {
    rmSync(waiting, { recursive: true, force: true });
    lock.release();
  };
  try {
    finishReplacing(dataFolder);
    rmSync(waiting, { recursive: true, force: true });
    mkdirSync(waiting, { mode: 0o700 });
    const manifest = statSync(source).isDirectory() ? readManifest(source) : null;
    const backup = manifest ? takeFolder(source, manifest, waiting) : takeDatabase(source, waiting);
    const uploads = manifest?.uploads
      ? filesOfBackup(source, blobsInUse(join(waiting, basename(databaseName))), manifest.uploads)
      : null;
    const kept = asideName(now);
    return {
      backup,
      uploads: uploads?.length ?? null,
      current: contentsNow(join(dataFolder, databaseName)),
      kept: join(folder, kept),
      async finish() {
        const replace = () => replaceFiles(dataFolder, { kept, entries: entriesFor(manifest) });
        try {
          if (uploads) await putFiles(source, uploads, dataFolder, configIn(waiting), replace);
          else replace();
          await removeLeftovers(folder);
        } catch (error) {
          throw explainFullDisk(error, dataFolder);
        }
      },
      end,
    };
  } catch (error) {
    end();
    throw explainFullDisk(error, dataFolder);
  }
}

function configIn(waiting: string) {
  const path = join(waiting, "config.json");
  return configFromText(existsSync(path) ? readFileSync(path, "utf8") : null);
}

/** What is replaced, or only moved aside: what belongs to the earlier database must not stay beside another one. */
function entriesFor(manifest: Manifest | null): Replacing["entries"] {
  const companions = ["-wal", "-shm", "-journal"].map((ending) => `${databaseName}${ending}`);
  const views = [...fileNames.map((name) => `${name}.json`), viewsStateFile].map((name) => `db/${name}`);
  const isIn = (name: string) => manifest?.files.some((file) => file.name.startsWith(name)) ?? false;
  return [
    { name: databaseName, isNew: true },
    ...[...companions, ...views].map((name) => ({ name, isNew: false })),
    ...(manifest ? [...singleFiles, assetsName].map((name) => ({ name, isNew: isIn(name) })) : []),
  ];
}

function takeFolder(source: string, manifest: Manifest, waiting: string): Contents {
  checkListedFiles(source, manifest);
  for (const { name } of manifest.files) {
    const isAsset = name.startsWith(`${assetsName}/`);
    const target = join(waiting, isAsset ? basename(assetsName) : "", basename(name));
    if (isAsset) mkdirSync(join(waiting, basename(assetsName)), { recursive: true, mode: 0o700 });
    copyFileSync(join(source, name), target);
    syncFile(target);
  }
  configIn(waiting);
  return check(join(source, databaseName), join(waiting, basename(databaseName)));
}

function takeDatabase(source: string, waiting: string): Contents {
  const incoming = join(waiting, basename(databaseName));
  copyFileSync(source, incoming);
  // A plain copy of a database in use is whole only with its log.
  if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${incoming}-wal`);
  return check(source, incoming);
}

/** Errors name the file that was given, not its copy, without the advice for the database of a server. */
function check(file: string, incoming: string): Contents {
  try {
    return sealCopy(incoming);
  } catch (error) {
    throw new Error(
      errorText(error)
        .replace(/; (?:move it away|restore a backup|start the newer server), or .*$/, "")
        .replaceAll(incoming, file)
        .replaceAll(basename(incoming), basename(file)),
    );
  }
}

function contentsNow(database: string): Restoring["current"] {
  if (!existsSync(database)) return null;
  try {
    return readContents(database);
  } catch (error) {
    return { problem: errorText(error) };
  }
}
