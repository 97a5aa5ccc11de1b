/**
 * What a restart would load, compared with what a running server holds in memory. The database is copied, so that the
 * server keeps whatever waits to be purged or indexed; in the copy all of it is done, and the checker looks at the rest.
 *
 * @example
 * await idle(town.server.store);
 * expect(differencesOnLoad(town.server, everSeen)).toEqual([]);
 */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createState, type State } from "../../src/chat/state.ts";
import { unreadCounts } from "../../src/db/markers.ts";
import { loadEverything } from "../../src/db/meta.ts";
import { forgetNonces } from "../../src/db/nonces.ts";
import { forgetPictures } from "../../src/db/pictures.ts";
import { purgeDeletedRoom } from "../../src/db/purge.ts";
import { indexSome } from "../../src/db/search-index.ts";
import type { Store } from "../../src/db/store.ts";
import { openMemoryDatabase } from "./memory-database.ts";
import type { TestServer } from "./server.ts";
import { storeFaults } from "./store-checker.ts";

/** Until every change that was submitted is stored and applied to memory. */
export function idle(store: Store): Promise<void> {
  const none = unreadCounts({ user: "", roles: [], rooms: [], joined: false });
  return new Promise((resolve, reject) =>
    store.commit(none, (_counts, failure) => (failure ? reject(new Error(failure.reason)) : resolve())),
  );
}

/** Of people and places that may be gone by now: how memory finds them is compared too. */
export interface EverSeen {
  readonly users: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly rooms: ReadonlySet<number>;
  /** Ids. */
  readonly pictures: ReadonlySet<string>;
}

/** One line for each thing that memory holds otherwise than a restart would, and for each fault of the store. */
export function differencesOnLoad({ folder, state }: TestServer, seen: EverSeen): string[] {
  const copies = mkdtempSync(join(tmpdir(), "fresh-load-"));
  const file = join(copies, "server.db");
  try {
    const running = new Database(join(folder, "db", "server.db"), { readonly: true });
    running.run("VACUUM INTO ?", [file]);
    running.close();
    const copy = openMemoryDatabase(file);
    try {
      const fresh = contents(createState(copy.call(loadEverything({}))), seen);
      const kept = contents(state, seen);
      while (copy.call(purgeDeletedRoom({ limit: 1000 }))) {}
      while (copy.call(indexSome({ work: 1000 }))) {}
      copy.call(forgetPictures({}));
      const [newest] = copy.sql("SELECT coalesce(max(created_at), 0) AS at FROM nonces") as { at: number }[];
      copy.call(forgetNonces({ now: newest?.at ?? 0 }));
      const faults = storeFaults((query) => copy.sql(query));
      return [...different(kept, fresh), ...faults];
    } finally {
      copy.close();
    }
  } finally {
    rmSync(copies, { recursive: true });
  }
}

type Contents = Readonly<Record<string, readonly unknown[]>>;

function different(kept: Contents, fresh: Contents): string[] {
  return Object.entries(kept).flatMap(([what, values]) => {
    const loaded = fresh[what] ?? [];
    if (isDeepStrictEqual(values, loaded)) return [];
    const at = values.findIndex((value, index) => !isDeepStrictEqual(value, loaded[index]));
    const index = at < 0 ? values.length : at;
    const [is, would] = [JSON.stringify(values[index]), JSON.stringify(loaded[index])];
    return [`${what}[${index}] is ${is} in memory, and would be ${would} after a restart`];
  });
}

/** What of the store a node holds in memory, and how it finds it. */
function contents(state: State, seen: EverSeen): Contents {
  const { channels } = state;
  const users = [...state.users.values()];
  const threads = [...seen.rooms].flatMap((room) => state.threadOfRoom(room) ?? []);
  const names = [...seen.names, ...users.map(({ username }) => username)];
  return {
    users,
    roles: [...state.roles.byId.values()],
    channels,
    threads: channels.flatMap(({ id }) => state.threadsOf(id)),
    "threads of rooms": threads,
    "threads by activity": channels.map(({ id }) => state.threadsByActivity(id).map((thread) => thread.id)),
    tails: [...seen.rooms].map((room) => [room, state.tail(room)]),
    former: [...seen.users].map((id) => [id, state.hasLeft(id), state.authorName(id)]),
    "timeouts of former": [...seen.users].map((id) => [id, state.formerTimeout({ id, username: id })]),
    "ids of former": names.map((name) => [name, state.idsOfFormer(name)]),
    "users by name": names.map((name) => [name, state.userByName(name)?.id]),
    "users named like": names.map((name) => [
      name,
      state
        .usersNamedLike(name)
        .map(({ id }) => id)
        .toSorted(),
    ]),
    "users by nickname": users.map(({ nickname }) => [
      nickname,
      state
        .usersByNickname(nickname ?? "", 100)
        .map(({ id }) => id)
        .toSorted(),
    ]),
    pictures: [...seen.pictures].map((picture) => [picture, state.hasPicture(picture)]),
    "named pictures": Object.values(state.namedPictures).map(({ byId, byFile, byName }) =>
      [...byId.values()].map((one) => [one, byFile(one.fileName), byName(one.name)]),
    ),
    "channels by name": channels.map(({ name }) => [name, state.channelByName(name)?.id]),
  };
}
