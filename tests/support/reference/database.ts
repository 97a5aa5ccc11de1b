/** The database that the reference server had for some hours in March 2026. */
import { Database } from "bun:sqlite";
import { byId, lineOf } from "./lines.ts";
import type { Model } from "./model.ts";
import { allMessages, channelsOf, pollsOf, rolesOf, usersOf, votesOf, webhooksOf } from "./tables.ts";

const tables = {
  channels: "name, type, description, display_name, permissions, position, size",
  messages: `id PRIMARY KEY, channel, thread_id, user_id, content, timestamp REAL, edited, pinned, reply_to_id,
    reply_to_user, attachments, embeds, webhook, interaction, created_at`,
  reactions: "id INTEGER PRIMARY KEY, message_id, emoji, user_id, added_at",
  threads: "id PRIMARY KEY, name, parent_channel, created_by, created_at, locked, archived, participants",
  pinned_messages: "id INTEGER PRIMARY KEY, message_id UNIQUE, channel, thread_id, pinned_at",
  webhooks: "id PRIMARY KEY, channel, name, token, created_by, created_at, avatar",
  users: "id PRIMARY KEY, username, roles, validator, nickname, status, created_at, last_seen",
  roles: "id, name UNIQUE, description, color, hoisted, permissions, self_assignable, category, position",
  polls: `id PRIMARY KEY, message_id, channel, thread_id, question, options, allow_multiselect, expires_at, created_by,
    created_at, ended, ended_at`,
  poll_votes: "id INTEGER PRIMARY KEY, poll_id, option_id, user_id, voted_at",
};

type Row = Readonly<Record<string, unknown>>;
type Cell = string | number | null;

/** In WAL mode; the log is left beside the file. */
export function writeDatabase(model: Model, file: string): void {
  const database = new Database(file);
  database.run("PRAGMA journal_mode = WAL");
  for (const [name, columns] of Object.entries(tables)) database.run(`CREATE TABLE ${name} (${columns})`);
  const columnsOf = (table: string) =>
    database.query<{ name: string }, []>(`SELECT name FROM pragma_table_info('${table}')`).all();
  const insert = (table: string, row: Row) => {
    const names = columnsOf(table).flatMap(({ name }) => (row[name] === undefined ? [] : [name]));
    const marks = names.map(() => "?").join(", ");
    const cells = names.map((name) => cellOf(row[name]));
    database
      .query<never, Cell[]>(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`)
      .run(...cells);
  };
  const rows = (table: string, all: Iterable<Row>) => {
    for (const row of all) insert(table, row);
  };
  rows("users", entries(usersOf(model), "id"));
  rows(
    "roles",
    [...entries(rolesOf(model), "name")].map((role, position) => ({ permissions: [], ...role, position })),
  );
  // Each save inserted all rows again.
  for (let save = 0; save < 2; save++) {
    rows(
      "channels",
      channelsOf(model).map((channel, position) => ({ name: null, ...channel, position })),
    );
  }
  for (const { room, message } of allMessages(model)) {
    const { user, reply_to, reactions, ...line } = lineOf(message, "D", byId);
    const thread = room.startsWith("thread:") ? room.slice("thread:".length) : null;
    insert("messages", {
      ...line,
      channel: thread === null ? room : "help",
      thread_id: thread,
      user_id: user,
      edited: message.edited,
      pinned: message.pinned,
      reply_to_id: (reply_to as Row | undefined)?.["id"],
      reply_to_user: (reply_to as Row | undefined)?.["user"],
    });
    for (const { emoji, users } of message.reactions) {
      for (const { id } of users) insert("reactions", { message_id: message.id, emoji, user_id: id });
    }
  }
  for (const { threads } of model.channels) {
    for (const { id, name, createdBy, createdAt, locked, archived, participants } of threads) {
      insert("threads", {
        ...{ id, name, parent_channel: "help", created_by: createdBy.id, created_at: createdAt },
        ...{ locked, archived, participants: participants.map(byId) },
      });
    }
  }
  rows("webhooks", entries(webhooksOf(model), "id"));
  rows("polls", entries(pollsOf(model), "id"));
  rows("poll_votes", Object.values(votesOf(model)).flat() as Row[]);
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  insert("reactions", { message_id: "of nothing", emoji: "x", user_id: "x" });
  database.close();
}

function* entries(table: Readonly<Record<string, unknown>>, key: string): Generator<Row> {
  for (const [name, fields] of Object.entries(table)) yield { ...(fields as Row), [key]: name };
}

function cellOf(value: unknown): Cell {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return value as Cell;
}
