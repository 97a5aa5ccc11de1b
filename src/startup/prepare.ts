/** Prepares a data folder: the database, its first content, and values that are set only once. */

import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { firstChannel, firstRoles } from "../chat/first-content.ts";
import { createState } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import { StartError } from "../config/start-error.ts";
import { removeLeftovers } from "../config/write-file.ts";
import { committed } from "../db/committed.ts";
import { applyEdit } from "../db/hand-edit.ts";
import { loadEverything, metaValue, setMetaValue } from "../db/meta.ts";
import type { Write } from "../db/procedure.ts";
import { lockUnlessServed } from "../db/sqlite/lock.ts";
import { openSqliteStore } from "../db/sqlite/store.ts";
import { type Store, StoreError } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { cliCommand } from "../programs/programs.ts";
import { errorText } from "../text/error-text.ts";
import { fileNames } from "../watchers/plan.ts";
import { viewsStateFile } from "../watchers/views-state.ts";
import { type Claim, claimFor, newClaimCode } from "./claim.ts";
import { finishBrokenRestore, waitingRoom } from "./replacing.ts";

/** Beside the database: one that an import has begun to fill (src/archive/target.ts). */
export const unfinishedImport = "server.db.importing";

/** So many printed claim codes stay valid. */
const claimCodes = 20;

/** Opens the database of a data folder; a new one gets its first roles and channel. @throws StartError */
export async function openPreparedStore(
  dataFolder: string,
  config: Config,
  onLost?: (reason: string) => void,
): Promise<Store> {
  const store = await openStore(dataFolder, config, onLost);
  try {
    await seed(store, join(dataFolder, "db"));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openStore(
  dataFolder: string,
  config: Config,
  onLost?: (reason: string) => void,
): Promise<Store> {
  const folder = join(dataFolder, "db");
  try {
    mkdirSync(folder, { recursive: true });
    finishBrokenRestore(dataFolder);
  } catch (error) {
    throw new StartError(`The data folder ${dataFolder} cannot be used: ${errorText(error)}`);
  }
  const database = statSync(join(folder, "server.db"), { throwIfNoEntry: false });
  if (existsSync(join(folder, unfinishedImport))) throw new StartError(importProblem(dataFolder, folder));
  if (!database || database.size === 0) {
    const wal = statSync(join(folder, "server.db-wal"), { throwIfNoEntry: false });
    const others = wal && wal.size > 0 ? ["server.db-wal"] : [];
    const problem = remainsOfDatabase(folder, database ? "is empty" : "is missing", others);
    if (problem !== null) throw new StartError(problem);
  }
  try {
    const store = await openSqliteStore({
      folder,
      synchronous: config.DB.synchronous,
      ...(onLost && { onLost }),
    });
    // The store holds the folder's lock: no other server is just writing them.
    await removeLeftovers(folder);
    await removeLeftovers(dataFolder);
    rmSync(waitingRoom(dataFolder), { recursive: true, force: true });
    return store;
  } catch (error) {
    throw error instanceof StoreError ? new StartError(error.message) : error;
  }
}

function importProblem(dataFolder: string, folder: string): string {
  const lock = lockUnlessServed(folder);
  if (!lock) return `An import into ${dataFolder} is under way. Start the server when it has ended`;
  lock.release();
  return `An import into ${dataFolder} was broken off. Run the same \`${cliCommand} import\` again to finish it, or choose another folder with --data`;
}

/**
 * Refuses to make a new database where an earlier one was lost; null when nothing is left of one.
 *
 * @param others files besides the views that are left of it
 */
export function remainsOfDatabase(folder: string, what: string, others: readonly string[]): string | null {
  const has = (name: string) => existsSync(join(folder, name));
  const views = [...fileNames.map((name) => `${name}.json`), viewsStateFile].filter(has);
  const isOurs = has(viewsStateFile) || has("server.lock");
  if (views.length > 0 && !isOurs) {
    return `${folder} holds the data of another OriginChats server, which would be overwritten; choose another folder with --data, or import it`;
  }
  const left = [...views, ...others];
  if (left.length === 0) return null;
  return `${join(folder, "server.db")} ${what}, which is the database with all messages and accounts. Left beside it: ${left.join(", ")}. Restore a backup with \`${cliCommand} restore FILE\`, or put the file back; to begin with a new server, move everything else out of ${folder} first`;
}

/** Gives a new database its first roles and channel: both or, if the start is broken off, neither. */
async function seed(store: Store, folder: string): Promise<void> {
  const found = await store.read(loadEverything({}));
  if (found.roles.length > 0) return;
  const problem = remainsOfDatabase(folder, "holds nothing", []);
  if (problem !== null) throw new StartError(problem);
  const roles = firstRoles(() => Bun.randomUUIDv7());
  const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });
  await done(
    store,
    applyEdit({
      roles: { roles, removed: [] },
      users: [],
      bans: [],
      channels: {
        changed: [],
        removed: [],
        added: [firstChannel(book)],
        order: [{ added: 0 }],
        now: Date.now() / 1000,
      },
      renamed: [],
    }),
  );
}

/** Each start without an owner prints a code; since only hashes are stored, earlier ones can't be printed again but hold. */
export async function prepareClaim(
  store: Store,
  owned: boolean,
): Promise<{ claim: Claim; claimCode: string | null }> {
  if (owned) {
    await done(store, setMetaValue({ key: "claim_code_hashes", value: null }));
    return { claim: claimFor([]), claimCode: null };
  }
  const earlier = await store.read(metaValue({ key: "claim_code_hashes" }));
  const { code, hash } = newClaimCode();
  const hashes = [...(earlier?.split(" ") ?? []), hash].slice(-claimCodes);
  await done(store, setMetaValue({ key: "claim_code_hashes", value: hashes.join(" ") }));
  return { claim: claimFor(hashes), claimCode: code };
}

/** The first signing URL stays: another would make every old signature invalid. */
export async function pinSigningUrl(store: Store, config: Config, log: Log): Promise<string | null> {
  const pinned = await store.read(metaValue({ key: "signing_url" }));
  const wanted = config.server.signing_url;
  if (pinned === null) {
    if (wanted !== null) await done(store, setMetaValue({ key: "signing_url", value: wanted }));
    return wanted;
  }
  if (wanted !== null && wanted !== pinned) {
    log.warn("The signing URL was fixed at the first start and stays", {
      signing_url: pinned,
      configured: wanted,
    });
  }
  return pinned;
}

/** A write that the server can't start without. */
async function done<Result>(store: Store, write: Write<Result>): Promise<Result> {
  try {
    return await committed(store, write);
  } catch (error) {
    throw new StartError(`The database cannot be written: ${errorText(error)}`);
  }
}
