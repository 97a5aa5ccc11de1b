/**
 * db/originchats.db, which the reference server had for some hours in March 2026, as values of the shape that its JSON
 * files have.
 */
import { Database } from "bun:sqlite";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { type Fields, isFields } from "../../config/document.ts";
import { errorText } from "../../text/error-text.ts";
import { firstJson } from "../reading/json.ts";
import { asText, fieldsOf, numberOf, someText } from "../reading/values.ts";
import { type TemporaryFolder, temporaryFolder } from "../temporary-folder.ts";
import type { Findings } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";

export interface OldDatabase {
  /** As users.json, roles.json, channels.json and so on hold them. */
  readonly users: Fields;
  readonly roles: Fields;
  readonly channels: readonly Fields[];
  readonly webhooks: Fields;
  readonly polls: Fields;
  readonly votes: Fields;
  readonly threads: ReadonlyMap<string, Fields>;
  /** Names of channels that have messages. */
  readonly channelsWithMessages: ReadonlySet<string>;
  /** Unix seconds of the newest message; 0: there is none. */
  readonly newest: number;
  /** The messages of a channel or of a thread, the oldest first. */
  messages(of: { readonly channel: string } | { readonly thread: string }): Iterable<Fields>;
  close(): void;
}

const file = "db/originchats.db";

/** Null if there is none, or it can't be read. The database is copied first: reading it could write beside it. */
export function openOldDatabase(folder: ReferenceFolder, findings: Findings): OldDatabase | null {
  const path = folder.file(file);
  if (path === null) return null;
  const copy = temporaryFolder("import-");
  try {
    const database = join(copy.path, "copy.db");
    copyFileSync(path, database);
    const log = folder.file(`${file}-wal`);
    if (log !== null) copyFileSync(log, `${database}-wal`);
    return openCopy(new Database(database, { readwrite: true, create: false }), copy);
  } catch (error) {
    copy.remove();
    findings.skipped("files", `a database that can't be read: ${errorText(error)}`, file);
    findings.warn(`${file} can't be read: ${errorText(error)}.`);
    return null;
  }
}

function openCopy(database: Database, copy: TemporaryFolder): OldDatabase {
  const tables = new Set(
    database
      .query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map(({ name }) => name),
  );
  // The query has opened its log too.
  copy.unlink();
  const rows = (table: string, order = "rowid"): Fields[] =>
    tables.has(table)
      ? database.query<Fields, []>(`SELECT * FROM ${table} ORDER BY ${order}`).all().map(plainRow)
      : [];
  const byId = (table: string): Fields =>
    Object.fromEntries(rows(table).map((row) => [asText(row["id"]), row]));
  const newest = tables.has("messages")
    ? database.query<{ at: number | null }, []>("SELECT max(timestamp) AS at FROM messages").get()?.at
    : 0;
  return {
    users: byId("users"),
    roles: Object.fromEntries(rows("roles").map(({ name, ...role }) => [asText(name), role])),
    channels: lastOfName(rows("channels", "position, rowid")),
    webhooks: byId("webhooks"),
    polls: byId("polls"),
    votes: Object.fromEntries(Map.groupBy(rows("poll_votes"), ({ poll_id }) => asText(poll_id))),
    threads: new Map(rows("threads").map((row) => [asText(row["id"]), row])),
    channelsWithMessages: new Set(
      tables.has("messages")
        ? database
            .query<{ channel: string }, []>(
              "SELECT DISTINCT channel FROM messages WHERE thread_id IS NULL AND channel IS NOT NULL",
            )
            .all()
            .map(({ channel }) => channel)
        : [],
    ),
    newest: numberOf(newest) ?? 0,
    messages: (of) => (tables.has("messages") ? messagesOf(database, tables.has("reactions"), of) : []),
    close() {
      database.close();
      copy.remove();
    },
  };
}

function* messagesOf(
  database: Database,
  hasReactions: boolean,
  of: { readonly channel: string } | { readonly thread: string },
): Generator<Fields> {
  const where = "thread" in of ? "thread_id = ?" : "channel = ? AND thread_id IS NULL";
  const name = "thread" in of ? of.thread : of.channel;
  const reactions = hasReactions
    ? database.query<{ emoji: string; user_id: string }, [string]>(
        "SELECT emoji, user_id FROM reactions WHERE message_id = ? ORDER BY id",
      )
    : null;
  const found = database.query<Fields, [string]>(
    `SELECT * FROM messages WHERE ${where} ORDER BY timestamp, rowid`,
  );
  for (const row of found.iterate(name)) yield messageOf(row, reactions?.all(asText(row["id"])) ?? []);
}

/** A row as a line of a message file. */
function messageOf(row: Fields, reactions: readonly { emoji: string; user_id: string }[]): Fields {
  const { user_id, reply_to_id, reply_to_user, channel, thread_id, created_at, ...others } = plainRow(row);
  const given = Object.entries(others).filter(([, value]) => value !== null);
  const emojis = Map.groupBy(reactions, ({ emoji }) => emoji);
  return {
    ...Object.fromEntries(given),
    user: user_id,
    edited: Boolean(others["edited"]),
    pinned: Boolean(others["pinned"]),
    ...((someText(reply_to_id) || someText(reply_to_user)) && {
      reply_to: { id: reply_to_id, user: reply_to_user },
    }),
    ...(emojis.size > 0 && {
      reactions: Object.fromEntries(
        [...emojis].map(([emoji, list]) => [emoji, list.map(({ user_id: user }) => user)]),
      ),
    }),
  };
}

/** Columns that hold JSON. */
const jsonColumns: ReadonlySet<string> = new Set([
  ...[
    "permissions",
    "attachments",
    "embeds",
    "webhook",
    "interaction",
    "participants",
    "options",
    "roles",
    "status",
  ],
]);
const flagColumns: ReadonlySet<string> = new Set([
  ...["locked", "archived", "hoisted", "self_assignable", "ended", "allow_multiselect"],
]);

function plainRow(row: Fields): Fields {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (flagColumns.has(column)) return [column, Boolean(value)];
      if (!jsonColumns.has(column) || typeof value !== "string") return [column, value];
      const parsed = firstJson(value);
      // A status was a plain word in the first build.
      return [column, parsed ? parsed.value : column === "status" ? { status: value } : value];
    }),
  );
}

/** Each save inserted the rows again: the last row of a name is the channel, in the place of the first. */
function lastOfName(rows: readonly Fields[]): Fields[] {
  const last = new Map<string, Fields>();
  for (const row of rows) {
    const name = someText(row["name"]);
    // Separators have no name: the same one is again in the same position.
    last.set(name ?? `\0${JSON.stringify(row)}`, withoutNull(row));
  }
  return [...last.values()];
}

const withoutNull = (row: Fields): Fields =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

/** An object with the keys that it lacks from another. */
export function filled(value: unknown, from: unknown): Fields {
  return { ...fieldsOf(from), ...(isFields(value) ? value : {}) };
}
