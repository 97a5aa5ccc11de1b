/**
 * The schema, step by step. A step that has landed is never changed; a new need is a new step at the end.
 * `meta.schema_version` counts the steps that a database has had; a database with more is from a newer server.
 */
import { firstMigrations, type Migration } from "./first-migrations.ts";

export const migrations: readonly Migration[] = [
  ...firstMigrations,
  {
    name: "networks that accounts log in from",
    statements: [
      // Of local accounts; at: Unix seconds of the newest noted login. See docs/decisions/0010-failed-logins.md.
      `CREATE TABLE user_networks (
        user TEXT NOT NULL,
        network TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (user, network)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: "scheduled messages, reminders",
    statements: [
      // Times: Unix seconds. error_*: why it could not be posted at its time; it stays until its author deletes it.
      `CREATE TABLE scheduled_messages (
        id TEXT PRIMARY KEY,
        author TEXT NOT NULL,
        room INTEGER NOT NULL,
        content TEXT NOT NULL,
        reply_to TEXT,
        send_at REAL NOT NULL,
        created_at REAL NOT NULL,
        error_code TEXT,
        error_text TEXT
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX scheduled_of ON scheduled_messages (author, send_at)",
      "CREATE INDEX scheduled_due ON scheduled_messages (send_at) WHERE error_code IS NULL",
      // message: the id of the message that it is about. The reminder stays until its user deletes it.
      `CREATE TABLE reminders (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        text TEXT NOT NULL,
        room INTEGER,
        message TEXT,
        remind_at REAL NOT NULL,
        created_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX reminders_of ON reminders (user, remind_at)",
      "CREATE INDEX reminders_due ON reminders (remind_at, id)",
    ],
  },
  {
    name: "webhooks",
    statements: [
      // token_hash: SHA-256 of the token, hexadecimal. token, secret: sealed by the key beside the database
      // (docs/decisions/0034-tokens-are-hashed-and-sealed.md); created_at: Unix seconds.
      `CREATE TABLE webhooks (
        id TEXT PRIMARY KEY,
        room INTEGER NOT NULL,
        name TEXT NOT NULL,
        avatar TEXT,
        token_hash TEXT NOT NULL UNIQUE,
        token TEXT NOT NULL,
        secret TEXT,
        created_by TEXT NOT NULL,
        created_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX webhooks_in ON webhooks (room)",
    ],
  },
  {
    name: "custom emojis",
    statements: [
      // AUTOINCREMENT: an id is never used again. name_key: the name in lower case. data: base64, last so that the
      // other columns are read without it.
      `CREATE TABLE emojis (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        file_name TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT`,
    ],
  },
  {
    name: "bots",
    statements: [
      // Members that log in by a token. token_hash: its SHA-256, hexadecimal; created_at: Unix seconds.
      `CREATE TABLE bots (
        user TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        created_by TEXT NOT NULL,
        created_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: "files and attachments",
    statements: [
      // The content of files, by SHA-256 (hexadecimal). It lies in the folder or bucket of the configuration. A row is
      // there before its file comes, and stays until the file is gone; size: bytes.
      "CREATE TABLE blobs (hash TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      // Blobs that lost a reference, or that wait for their first one: those without any are removed.
      "CREATE TABLE unused_blobs (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
      // room: the channel that it was uploaded for, or null. message: the key of the message that has it, or null;
      // place: among the attachments of that message. media: JSON of what is known of the picture or recording.
      // blob: null once the file is gone; the row stays, so that its message shows what it was. small, large: blobs
      // of the thumbnails. Times: Unix seconds; expires_at: null is never.
      `CREATE TABLE attachments (
        id TEXT PRIMARY KEY,
        uploader TEXT NOT NULL,
        room INTEGER,
        message INTEGER,
        place INTEGER NOT NULL DEFAULT 0,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        size INTEGER NOT NULL,
        media TEXT,
        permanent INTEGER NOT NULL,
        created_at REAL NOT NULL,
        expires_at REAL,
        blob TEXT,
        small TEXT,
        large TEXT
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX attachments_message ON attachments (message, place) WHERE message IS NOT NULL",
      "CREATE INDEX attachments_unsent ON attachments (created_at) WHERE message IS NULL",
      "CREATE INDEX attachments_of ON attachments (uploader, created_at, id) WHERE blob IS NOT NULL",
      "CREATE INDEX attachments_expiring ON attachments (expires_at) WHERE blob IS NOT NULL AND expires_at IS NOT NULL",
      "CREATE INDEX attachments_blob ON attachments (blob) WHERE blob IS NOT NULL",
      "CREATE INDEX attachments_small ON attachments (small) WHERE small IS NOT NULL",
      "CREATE INDEX attachments_large ON attachments (large) WHERE large IS NOT NULL",
    ],
  },
  {
    name: "login sessions",
    statements: [
      // Logins that a device remembers. token_hash: the token's SHA-256, hexadecimal; times: Unix seconds.
      `CREATE TABLE login_sessions (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE,
        device TEXT NOT NULL,
        created_at REAL NOT NULL,
        used_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX login_sessions_by_user ON login_sessions (user)",
    ],
  },
  {
    name: "web push",
    statements: [
      // hash: SHA-256 of the endpoint, hexadecimal. sealed: endpoint and keys, sealed by the key beside the database.
      // key: the server's public key that the browser subscribed with. failures: since something was sent; retry_at: the
      // next try. Times here: Unix seconds.
      `CREATE TABLE push_subscriptions (
        hash TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        sealed TEXT NOT NULL,
        key TEXT NOT NULL,
        created_at REAL NOT NULL,
        last_used REAL NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0,
        retry_at REAL NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX push_subscriptions_of ON push_subscriptions (user, last_used)",
      // starts, ends: HH:MM in the time zone.
      `CREATE TABLE push_quiet_hours (
        user TEXT PRIMARY KEY,
        starts TEXT NOT NULL,
        ends TEXT NOT NULL,
        time_zone TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE push_mutes (
        user TEXT NOT NULL,
        room INTEGER NOT NULL,
        PRIMARY KEY (user, room)
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX push_mutes_in ON push_mutes (room)",
      // Messages that call somebody and have no jobs yet.
      "CREATE TABLE push_messages (message INTEGER PRIMARY KEY) STRICT",
      // A push to one browser. reason: user, reply or role; role: the one that was mentioned.
      `CREATE TABLE push_jobs (
        id INTEGER PRIMARY KEY,
        message INTEGER NOT NULL,
        subscription TEXT NOT NULL,
        reason TEXT NOT NULL,
        role TEXT,
        UNIQUE (message, subscription)
      ) STRICT`,
      "CREATE INDEX push_jobs_to ON push_jobs (subscription, id)",
    ],
  },
  {
    name: "uploads in several requests",
    statements: [
      // The bytes that have come lie in a file with the id as its name. created_at: Unix seconds.
      `CREATE TABLE unfinished_uploads (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        room INTEGER,
        wished_days REAL,
        created_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX unfinished_uploads_of ON unfinished_uploads (user)",
    ],
  },
  {
    name: "stickers",
    statements: [
      // As emojis.
      `CREATE TABLE stickers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        description TEXT,
        file_name TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT`,
    ],
  },
  {
    name: "invites",
    statements: [
      // Codes with which people join. roles: JSON list of role ids; max_uses: 0 is any number; times: Unix seconds.
      `CREATE TABLE invites (
        code TEXT PRIMARY KEY,
        created_by TEXT NOT NULL,
        created_at REAL NOT NULL,
        expires_at REAL,
        max_uses INTEGER NOT NULL,
        uses INTEGER NOT NULL,
        roles TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX invites_by_creator ON invites (created_by)",
    ],
  },
  {
    name: "searches for attachments",
    statements: [
      // What the index knows of a message's attachments is in its `extra`.
      "ALTER TABLE search_queue ADD COLUMN extra TEXT",
      "ALTER TABLE search_removals ADD COLUMN extra TEXT",
    ],
  },
  {
    name: "sessions of push subscriptions",
    statements: [
      // The remembered login in which the browser subscribed. NULL: that login was not remembered, or before this.
      "ALTER TABLE push_subscriptions ADD COLUMN session TEXT",
    ],
  },
  {
    name: "retention",
    statements: [
      // Days after which messages go, threads' too; 0: never; NULL: as the configuration says.
      "ALTER TABLE channels ADD COLUMN retention_days INTEGER",
      // For what goes by age.
      "CREATE INDEX message_versions_at ON message_versions (at)",
      "CREATE INDEX login_sessions_used ON login_sessions (used_at)",
    ],
  },
  {
    name: "new messages are indexed by position",
    statements: [
      // Of a room: positions above are not indexed yet; no row: none is. Earlier ones wait in search_queue.
      "CREATE TABLE search_indexed (room INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT",
      "INSERT INTO search_indexed SELECT id, last_position FROM channels WHERE last_position > 0",
      // Rooms that have such messages.
      "CREATE TABLE search_new (room INTEGER PRIMARY KEY) STRICT",
    ],
  },
  {
    name: "texts of changed messages lie in the order of the changes",
    statements: [
      // Texts are written at the end of their tables. Only their short keys lie in the order of the messages.
      "ALTER TABLE message_versions RENAME TO earlier_versions",
      "DROP INDEX message_versions_at",
      `CREATE TABLE message_versions (
        ordinal INTEGER PRIMARY KEY,
        message INTEGER NOT NULL,
        at INTEGER NOT NULL,
        content TEXT NOT NULL,
        embeds TEXT,
        UNIQUE (message, at)
      ) STRICT`,
      `INSERT INTO message_versions (message, at, content, embeds)
        SELECT message, at, content, embeds FROM earlier_versions ORDER BY message, at`,
      "DROP TABLE earlier_versions",
      "ALTER TABLE search_queue RENAME TO earlier_queue",
      `CREATE TABLE search_queue (
        ordinal INTEGER PRIMARY KEY,
        key INTEGER NOT NULL UNIQUE,
        author TEXT,
        content TEXT,
        pings TEXT,
        embeds TEXT,
        extra TEXT
      ) STRICT`,
      `INSERT INTO search_queue (key, author, content, pings, embeds, extra)
        SELECT key, author, content, pings, embeds, extra FROM earlier_queue ORDER BY key`,
      "DROP TABLE earlier_queue",
    ],
  },
];
