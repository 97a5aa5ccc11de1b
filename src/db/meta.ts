/** Small facts about the database itself, and everything that a node holds in memory, loaded at start. */
import type { NamedPicture, Role, User } from "../chat/model.ts";
import { type LoadedChannel, loadChannels } from "./channels.ts";
import { emojiStore, stickerStore } from "./named-pictures.ts";
import { type Procedure, prepared, read, row, sql, write } from "./procedure.ts";
import { loadRoles } from "./roles.ts";
import { type LoadedThread, loadThreads } from "./threads.ts";
import { type FormerUser, loadUsers } from "./users.ts";

/** Keys of the table `meta`. */
export type MetaKey =
  | "schema_version"
  | "signing_url"
  | "claim_code_hashes"
  | "views"
  /** What this database was imported from. */
  | "imported_from"
  /** JSON: keys of the archive and ids of its channels. */
  | "imported_channels";

const get = prepared<{ key: string }>()((value) =>
  sql.selectFrom("meta").select("value").where("key", "=", value("key")),
);
const put = prepared<{ key: string; text: string }>()((value) =>
  sql
    .insertInto("meta")
    .values({ key: value("key"), value: value("text") })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: value("text") })),
);
const drop = prepared<{ key: string }>()((value) => sql.deleteFrom("meta").where("key", "=", value("key")));

export const metaValue = read("meta.get", function* (input: { key: MetaKey }): Procedure<string | null> {
  return (yield* row(get(input)))?.value ?? null;
});

/** Sets a value; null removes it. */
export const setMetaValue = write(
  "meta.set",
  function* (input: { key: MetaKey; value: string | null }): Procedure<null> {
    if (input.value === null) yield drop({ key: input.key });
    else yield put({ key: input.key, text: input.value });
    return null;
  },
);

export interface Snapshot {
  readonly users: readonly User[];
  readonly former: readonly FormerUser[];
  readonly roles: readonly Role[];
  readonly channels: readonly LoadedChannel[];
  readonly threads: readonly LoadedThread[];
  readonly emojis: readonly NamedPicture[];
  readonly stickers: readonly NamedPicture[];
}

export const loadEverything = read("load", function* (_input: Record<never, never>): Procedure<Snapshot> {
  const { users, former } = yield* loadUsers();
  return {
    users,
    former,
    roles: yield* loadRoles(),
    channels: yield* loadChannels(),
    threads: yield* loadThreads(),
    emojis: yield* emojiStore.load(),
    stickers: yield* stickerStore.load(),
  };
});
