/** Collects what a server keeps of one user: their own data, for themselves. */
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileName } from "../chat/attachments.ts";
import { explainFull } from "../db/sqlite/database.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import type { Connection } from "./connection.ts";
import { type OpenStore, withStore } from "./export.ts";
import { readStore } from "./read-store.ts";
import type { ArchiveRecord, RecordOf } from "./records.ts";
import { createReport } from "./report.ts";
import { sparse } from "./sparse.ts";
import { zipFolder } from "./zip.ts";

export interface UserExport {
  readonly user: string;
  /** Lines of each file of the archive, and how many uploads it has. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * @param name user id or user name, also of a former member
 * @param file the new zip file
 * @throws Error with one line for people
 */
export function exportUser(dataFolder: string, name: string, file: string): Promise<UserExport> {
  if (existsSync(file)) throw new Error(`${file} exists already; choose another name`);
  return withStore(dataFolder, async (store) => {
    const user = userNamed(store.sqlite, name);
    if (user === null) throw new Error(`There is no user '${name}'`);
    const folder = `${file}.collected`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    try {
      const counts = await collect(store, user, folder);
      await zipFolder(folder, file);
      return { user, counts };
    } catch (error) {
      throw explainFull(error, file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** @throws Error when several people have or had the name; an id is always clear */
function userNamed(sqlite: Connection, name: string): string | null {
  const byId = sqlite.query<{ id: string }, [string]>("SELECT id FROM users WHERE id = ?").get(name);
  if (byId) return byId.id;
  const keys = new Set([name, localPrefix + name].map(nameKey));
  const people = sqlite.query<{ id: string; username: string; former: number }, []>(
    "SELECT id, username, left_at IS NOT NULL AS former FROM users ORDER BY former, id",
  );
  const found = people.all().filter(({ username }) => keys.has(nameKey(username)));
  if (found.length <= 1) return found[0]?.id ?? null;
  const ids = found.map(({ id, former }) => (former ? `${id} (left)` : id));
  throw new Error(`Several people are or were called '${name}': ${ids.join(", ")}; give one of these ids`);
}

async function collect({ sqlite, around, copy }: OpenStore, user: string, folder: string) {
  const counts: Record<string, number> = {};
  /** Names of channels and threads, by their keys. */
  const rooms = new Map<string, object>();
  const add = (list: string, entry: object) => {
    counts[list] = (counts[list] ?? 0) + 1;
    appendFileSync(join(folder, `${list}.jsonl`), `${JSON.stringify(entry)}\n`);
  };
  for (const record of readStore(sqlite, around, createReport())) {
    if (record.kind === "channel") rooms.set(record.room, { channel: record.name });
    if (record.kind === "thread")
      rooms.set(record.room, { ...rooms.get(record.parent), thread: record.name });
    for (const [list, entry] of ownParts(record, user, rooms)) add(list, entry);
    if (record.kind === "message" && record.author === user) {
      for (const { file, id, name } of record.attachments ?? []) {
        if (file === undefined) continue;
        const place = join(folder, "files", fileName(id));
        mkdirSync(place, { recursive: true });
        if (await copy(file, join(place, fileName(name)))) counts["files"] = (counts["files"] ?? 0) + 1;
      }
    }
    const image = record.kind === "member" && record.id === user ? pictureOf(sqlite, record) : null;
    if (image) writeFileSync(join(folder, "picture"), image);
  }
  for (const session of rowsOf(
    sqlite,
    "SELECT device, created_at AS createdAt, used_at AS usedAt FROM login_sessions",
    user,
  ))
    add("devices", session);
  for (const network of rowsOf(sqlite, "SELECT network, at FROM user_networks", user))
    add("networks", network);
  return counts;
}

function rowsOf(sqlite: Connection, select: string, user: string): object[] {
  return sqlite.query<object, [string]>(`${select} WHERE user = ? ORDER BY 2`).all(user);
}

function pictureOf(sqlite: Connection, { pfp }: RecordOf<"member">): Buffer | null {
  const found = sqlite
    .query<{ data: string }, [string]>("SELECT data FROM pictures WHERE id = ?")
    .get(pfp?.slice(-32) ?? "");
  return found ? Buffer.from(found.data, "base64") : null;
}

/** The parts of a record that are the user's, by the list that they go into. Secrets and what is others' stay out. */
function* ownParts(
  record: ArchiveRecord,
  user: string,
  rooms: ReadonlyMap<string, object>,
): Generator<readonly [string, object]> {
  if (record.kind === "message") {
    yield* ownInMessage(record, user, rooms.get(record.room) ?? {});
    return;
  }
  if (record.kind === "member") {
    const { kind: _kind, passwordHash: _hash, bot: _bot, ...profile } = record;
    if (profile.id === user) yield ["profile", profile];
    return;
  }
  if (record.kind === "audit") {
    const entry = ownInAudit(record, user);
    if (entry) yield ["audit", entry];
    return;
  }
  if (record.kind === "push") {
    // The endpoint and the keys are secrets of the browser.
    const { createdAt, lastUsed } = record;
    if (record.user === user) yield ["push", { createdAt, lastUsed }];
    return;
  }
  const owner = ownerOf(record);
  if (owner !== user) return;
  const { kind, ...rest } = record as ArchiveRecord & { readonly room?: string };
  const { room, ...entry } = rest;
  yield [kind, { ...(room !== undefined && rooms.get(room)), ...entry }];
}

/** Details of what the user did to others. The rest may hold names, texts and settings of others. */
const ownDetails: ReadonlySet<string> = new Set(["reason", "channel", "thread_id", "messages"]);

/** The part of an entry that is the user's: a text is only theirs if they alone wrote it. Null: it isn't about them. */
function ownInAudit({ kind: _kind, room: _room, text, ...entry }: RecordOf<"audit">, user: string) {
  const { details = {}, ...others } = entry;
  const { author, authors } = details as Readonly<Record<string, unknown>>;
  const wrote = author === user || (Array.isArray(authors) && authors.every((one) => one === user));
  const isAbout = wrote || entry.target?.id === user;
  if (!isAbout && entry.actor.id !== user) return null;
  const kept = Object.entries(details).filter(([key]) => isAbout || ownDetails.has(key));
  return { ...others, ...sparse({ details: Object.fromEntries(kept), text: wrote ? text : null }) };
}

function* ownInMessage(
  { kind: _kind, room: _room, author, reactions = [], votes = [], ...message }: RecordOf<"message">,
  user: string,
  place: object,
): Generator<readonly [string, object]> {
  if (author === user) yield ["messages", { ...place, ...message }];
  for (const { emoji, users } of reactions) {
    if (users.includes(user)) yield ["reactions", { ...place, message: message.id, emoji }];
  }
  for (const vote of votes) {
    if (vote.user === user)
      yield ["votes", { ...place, message: message.id, option: vote.option, at: vote.at }];
  }
}

/** Whose a record is that belongs to one user. */
function ownerOf(record: ArchiveRecord): string | null {
  switch (record.kind) {
    case "marker":
    case "reminder":
    case "quiet":
    case "mute":
      return record.user;
    case "scheduled":
      return record.author;
    case "invite":
      return record.createdBy;
    default:
      return null;
  }
}
