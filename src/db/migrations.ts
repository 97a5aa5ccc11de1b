/**
 * The schema, step by step. A step that has landed is never changed; a new need is a new step at the end.
 * `meta.schema_version` counts the steps that a database has had; a database with more is from a newer server.
 */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    name: "members, roles, channels, messages",
    statements: [
      // A member who left keeps its row (left_at), so that old messages keep their author's name.
      // username_key is the name in lower case, null for who left: the name is free again.
      // roles: JSON array of role ids, first gives the colour. A ban is banned_at, not a role.
      `CREATE TABLE users (
        ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        username TEXT NOT NULL,
        username_key TEXT UNIQUE,
        nickname TEXT,
        roles TEXT NOT NULL,
        status TEXT NOT NULL,
        status_text TEXT NOT NULL,
        pfp TEXT,
        password_hash TEXT,
        created_at REAL NOT NULL,
        left_at REAL,
        banned_at REAL,
        banned_by TEXT,
        ban_reason TEXT,
        timeout_until REAL,
        extra TEXT NOT NULL
      ) STRICT`,
      `CREATE TABLE roles (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        description TEXT,
        color TEXT,
        hoisted INTEGER NOT NULL,
        permissions TEXT NOT NULL,
        self_assignable INTEGER NOT NULL,
        category TEXT,
        position INTEGER NOT NULL,
        mentionable_by TEXT
      ) STRICT`,
      // last_position and last_at only grow: the next message gets the next position and a later time, even
      // after the newest was deleted. A deleted channel keeps its row until its messages are purged. A hidden one
      // was left out of db/channels.json: out of every list, its messages kept until an entry brings it back.
      `CREATE TABLE channels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        display_name TEXT,
        description TEXT,
        icon TEXT,
        size REAL,
        permissions TEXT NOT NULL,
        extra TEXT NOT NULL,
        position INTEGER NOT NULL,
        last_position INTEGER NOT NULL DEFAULT 0,
        last_at INTEGER NOT NULL DEFAULT 0,
        deleted_at REAL,
        hidden_at REAL
      ) STRICT`,
      "CREATE UNIQUE INDEX channels_name ON channels (name) WHERE deleted_at IS NULL AND hidden_at IS NULL",
      // key = channel * 2^32 + position: history is one range of the table's own tree, newest at its end.
      // at, edited_at: microseconds since the epoch.
      `CREATE TABLE messages (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        author TEXT NOT NULL,
        content TEXT NOT NULL,
        at INTEGER NOT NULL,
        reply_to TEXT,
        reply_author TEXT,
        ping INTEGER,
        pings TEXT,
        embeds TEXT,
        edited_at INTEGER,
        pinned INTEGER NOT NULL DEFAULT 0,
        extra TEXT
      ) STRICT`,
      "CREATE UNIQUE INDEX messages_id ON messages (id)",
      "CREATE INDEX messages_reply ON messages (reply_to) WHERE reply_to IS NOT NULL",
      // How many positions of a block are empty: rank and offset are a few look-ups, not a count (positions.ts).
      `CREATE TABLE message_gaps (
        channel INTEGER NOT NULL,
        level INTEGER NOT NULL,
        block INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        PRIMARY KEY (channel, level, block)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE nonces (
        author TEXT NOT NULL,
        nonce TEXT NOT NULL,
        message TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (author, nonce)
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX nonces_created ON nonces (created_at)",
    ],
  },
  {
    name: "search",
    statements: [
      // See search-text.ts for what is in the words, search-index.ts for how they follow the messages.
      `CREATE VIRTUAL TABLE search_words USING fts5(
        words, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
      )`,
      // What is deleted is cleared from the index, not only marked.
      "INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1)",
      "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_words, instance)",
      // What the index holds of a message that changed since, or nothing of a new one; then what is left of purged ones.
      `CREATE TABLE search_queue (
        key INTEGER PRIMARY KEY,
        author TEXT,
        content TEXT,
        pings TEXT,
        embeds TEXT
      ) STRICT`,
      `CREATE TABLE search_removals (
        key INTEGER PRIMARY KEY,
        author TEXT NOT NULL,
        content TEXT NOT NULL,
        pings TEXT,
        embeds TEXT
      ) STRICT`,
      // Positions below are not indexed yet; no row: all are.
      "CREATE TABLE search_unindexed (room INTEGER PRIMARY KEY, below INTEGER NOT NULL) STRICT",
      // Every room that has messages, found by stepping from one room's newest message to the room before.
      `INSERT INTO search_unindexed (room, below)
        WITH RECURSIVE newest (key) AS (
          SELECT max(key) FROM messages
          UNION ALL
          SELECT (SELECT max(key) FROM messages WHERE key < (newest.key >> 32) << 32) FROM newest
            WHERE newest.key IS NOT NULL
        )
        SELECT key >> 32, (key & 4294967295) + 1 FROM newest WHERE key IS NOT NULL`,
    ],
  },
];
