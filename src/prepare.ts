/** What is done to a data folder before it is served: the database, its first content, and what is drawn or fixed once. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createState } from "./chat/state.ts";
import { type Claim, claimFor, newClaimCode } from "./claim.ts";
import type { Config } from "./config/schema.ts";
import { StartError } from "./config/start-error.ts";
import { applyEdit } from "./db/edit.ts";
import { loadEverything, metaValue, setMetaValue } from "./db/meta.ts";
import type { Write } from "./db/procedure.ts";
import { openSqliteStore } from "./db/sqlite/store.ts";
import { type Store, StoreError } from "./db/store.ts";
import type { Log } from "./log.ts";
import { reasonOf } from "./reason.ts";
import { firstChannel, firstRoles } from "./seed.ts";

/** So many printed claim codes stay valid. */
const claimCodes = 20;

/** Opens the database of a data folder; a new one gets its first roles and channel. @throws StartError */
export async function openPreparedStore(dataFolder: string, config: Config): Promise<Store> {
  const store = await openStore(dataFolder, config);
  try {
    await seed(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openStore(dataFolder: string, config: Config): Promise<Store> {
  const folder = join(dataFolder, "db");
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new StartError(`The data folder ${dataFolder} cannot be used: ${reasonOf(error)}`);
  }
  if (!existsSync(join(folder, "server.db")) && existsSync(join(folder, "users.json"))) {
    throw new StartError(
      `${folder} holds the data of another OriginChats server, which would be overwritten; choose another folder with --data, or import it`,
    );
  }
  try {
    return await openSqliteStore({ folder, synchronous: config.DB.synchronous });
  } catch (error) {
    throw error instanceof StoreError ? new StartError(error.message) : error;
  }
}

/** Gives a new database its first roles and channel: both or, if the start is broken off, neither. */
async function seed(store: Store): Promise<void> {
  const found = await store.read(loadEverything({}));
  if (found.roles.length > 0) return;
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

/** The first signing URL stays: another would make every old signature invalid (08 §3.2). */
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

/** A write of the start: what it can't store, the server can't start without. */
function done<Result>(store: Store, write: Write<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    store.commit(write, (result, failure) => {
      if (failure) reject(new StartError(`The database cannot be written: ${failure.reason}`));
      else resolve(result as Result);
    });
  });
}
