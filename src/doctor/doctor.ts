/** Looks for faults in the data folder of a stopped server, and repairs those that can be repaired without a loss. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../config/load.ts";
import { databaseFaults, givesBack, knownBlobs, rewrite } from "../db/sqlite/check.ts";
import { blobsInUse } from "../db/sqlite/copy.ts";
import { takeLock } from "../db/sqlite/lock.ts";
import type { BlobPlace } from "../files/blob-place.ts";
import { digestFile } from "../files/digest-file.ts";
import { placeFromText } from "../startup/files-place.ts";
import { finishReplacing, isRestoreBroken } from "../startup/replacing.ts";
import { errorText } from "../text/error-text.ts";

export interface Finding {
  readonly area: "config" | "files" | "restore" | "store";
  readonly problem: string;
  /** What `--repair` does about it; null: nothing is safe. */
  readonly repair: string | null;
  readonly isRepaired: boolean;
}

interface Fault extends Omit<Finding, "isRepaired"> {
  mend?(): Promise<void> | void;
}

/**
 * @param repairs whether to repair what can be
 * @throws Error with one line for people, when a server runs on the folder or there is no database
 */
export async function examine(dataFolder: string, repairs: boolean): Promise<Finding[]> {
  const database = join(dataFolder, "db", "server.db");
  if (!existsSync(database) && !isRestoreBroken(dataFolder)) {
    throw new Error(`${database} does not exist; give the server's data folder with --data`);
  }
  const lock = takeLock(join(dataFolder, "db"));
  try {
    const found: Finding[] = [];
    for await (const { mend, ...fault } of faults(dataFolder, database)) {
      if (repairs) await mend?.();
      found.push({ ...fault, isRepaired: repairs && mend !== undefined });
    }
    return found;
  } finally {
    lock.release();
  }
}

async function* faults(dataFolder: string, database: string): AsyncGenerator<Fault> {
  if (isRestoreBroken(dataFolder)) {
    yield {
      area: "restore",
      problem: "a restore was broken off",
      repair: "finishes it",
      mend: () => finishReplacing(dataFolder),
    };
    // What lies there is half of one state and half of another.
    if (isRestoreBroken(dataFolder)) return;
  }
  const path = join(dataFolder, "config.json");
  const config = existsSync(path) ? readFileSync(path, "utf8") : null;
  yield* configFaults(config);
  let isReadable = true;
  for (const problem of databaseFaults(database)) {
    isReadable = false;
    yield { area: "store", problem, repair: null };
  }
  if (isReadable && !givesBack(database)) {
    yield {
      area: "store",
      problem: "the file never becomes smaller: it was made by an earlier version",
      repair: "writes the database anew, which needs its size twice on the disk",
      mend: () => rewrite(database),
    };
  }
  // Without a whole database, nobody knows which files are needed.
  if (isReadable) yield* filesFaults(config, dataFolder, database);
}

function* configFaults(text: string | null): Generator<Fault> {
  const parsed = parseConfig(text ?? "{}");
  const problems = "problems" in parsed ? parsed.problems : parsed.warnings;
  for (const problem of problems) yield { area: "config", problem, repair: null };
}

async function* filesFaults(
  config: string | null,
  dataFolder: string,
  database: string,
): AsyncGenerator<Fault> {
  let place: BlobPlace;
  try {
    place = placeFromText(config, dataFolder);
  } catch (error) {
    yield { area: "files", problem: `can't be checked: ${errorText(error)}`, repair: null };
    return;
  }
  for (const { hash, size } of blobsInUse(database)) {
    const problem = await faultOf(place, hash, size);
    if (problem !== null) yield { area: "files", problem: `${problem}: ${hash}`, repair: null };
  }
  const known = knownBlobs(database);
  for await (const hash of place.list()) {
    if (known.has(hash)) continue;
    yield {
      area: "files",
      problem: `not known to the database: ${hash}`,
      repair: "removes it",
      mend: () => place.remove(hash),
    };
  }
}

/** The content is read only of files on this machine. */
async function faultOf(place: BlobPlace, hash: string, size: number): Promise<string | null> {
  const found = await place.size(hash);
  if (found === null) return "missing";
  if (found !== size) return `of ${found} bytes, not ${size}`;
  const path = place.path(hash);
  return path !== null && digestFile(path).hash !== hash ? "damaged" : null;
}
