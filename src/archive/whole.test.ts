/** Every column of every table comes through an export and an import, or is listed here with the reason. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fullDataFolder } from "../../tests/support/archives.ts";
import { newFolder } from "../../tests/support/server.ts";
import { dependents } from "../db/dependents.ts";
import type { Tables } from "../db/tables.ts";
import { exportStore } from "./export.ts";
import { openFolder } from "./read-folder.ts";
import { createReport } from "./report.ts";
import { writeStore } from "./write-store.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Tables that an archive doesn't hold. */
const leftOut: { readonly [Name in keyof Tables]?: string } = {
  meta: "facts about one database; the signing URL is in the record of the server",
  user_networks: "noted anew",
  message_gaps: "an import closes gaps",
  nonces: "they hold for minutes",
  search_queue: "the server makes the index anew",
  search_removals: "the same",
  search_unindexed: "the same",
  search_indexed: "the same",
  search_new: "the same",
  search_words: "the same",
  login_sessions: "people log in again",
  push_messages: "pushes on their way",
  push_jobs: "the same",
  blobs: "the content of files, which have checks of their own",
  unused_blobs: "no blob waits",
  unfinished_uploads: "people upload them again",
};

const newKeys = "messages get new places, without gaps";
const sealed = "each folder has its own key; the text is in the archive";
/** Columns with other values afterwards. */
const changed: { readonly [Name in keyof Tables]?: { readonly [Column in keyof Tables[Name]]?: string } } = {
  users: { ordinal: "the order is the same" },
  channels: { last_position: newKeys, last_at: newKeys },
  messages: { key: newKeys },
  audit: { ordinal: "the order is the same" },
  reactions: { message: newKeys },
  mentions: { message: newKeys },
  message_versions: { message: newKeys },
  read_markers: { position: newKeys, posted: newKeys },
  polls: { key: newKeys },
  attachments: { message: newKeys },
  webhooks: { token: sealed, secret: sealed },
  push_subscriptions: {
    sealed,
    failures: "it is tried anew",
    retry_at: "the same",
    session: "the remembered login is left out",
  },
};

test("no table and no column is forgotten", async () => {
  const [old, archive, data] = [join(folder, "old"), join(folder, "archive"), join(folder, "new")];
  fullDataFolder(old);
  await exportStore({ dataFolder: old, folder: archive, now: 0, report: createReport() });
  const report = createReport();
  await writeStore({ source: openFolder(archive, report), dataFolder: data, now: 0, report });
  using before = new Database(join(old, "db", "server.db"), { readonly: true });
  using after = new Database(join(data, "db", "server.db"), { readonly: true });
  for (const table of Object.keys(dependents) as (keyof Tables)[]) {
    if (leftOut[table]) continue;
    const rows = rowsOf(before, table);
    expect(rows.length, table).toBeGreaterThan(0);
    expect(rowsOf(after, table), table).toEqual(rows);
  }
});

/** The rows in an order of their own, without the columns that may change. Uploads without a message are left out. */
function rowsOf(database: Database, table: keyof Tables): string[] {
  const where = table === "attachments" ? " WHERE message IS NOT NULL" : "";
  const found = database.query<Record<string, unknown>, []>(`SELECT * FROM ${table}${where}`).all();
  const without: Readonly<Record<string, string | undefined>> = changed[table] ?? {};
  const kept = found.map((row) => Object.entries(row).filter(([column]) => !without[column]));
  const plain = kept.map((row) => row.map(([column, value]) => [column, inOrder(value)]));
  return plain.map((row) => JSON.stringify(Object.fromEntries(row))).toSorted();
}

/** Objects in JSON may have their keys in another order. */
function inOrder(value: unknown): unknown {
  if (typeof value === "string" && /^[[{]/.test(value)) return inOrder(JSON.parse(value));
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
