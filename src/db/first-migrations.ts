/** The steps up to search. migrations.ts has the later ones. */

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** Every room that has messages, found by stepping from one room's newest message to the room before. */
const countAllUnindexed = `INSERT INTO search_unindexed (room, below)
        WITH RECURSIVE newest (key) AS (
          SELECT max(key) FROM messages
          UNION ALL
          SELECT (SELECT max(key) FROM messages WHERE key < (newest.key >> 32) << 32) FROM newest
            WHERE newest.key IS NOT NULL
        )
        SELECT key >> 32, (key & 4294967295) + 1 FROM newest WHERE key IS NOT NULL`;

export const firstMigrations: readonly Migration[] = [
  {
    name: "members, roles, channels, messages",
    statements: [
      // A former member's row stays (left_at), so that old messages keep their author's name.
      // username_key is the name in lower case. It is null for former members: the name is free again.
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
    name: "threads",
    statements: [
      // A thread's messages lie in a room of its own: a row of `channels` with the type `thread`, no place in the
      // list, and the name `thread:<id>`, which no channel may have. Positions, paging and purging are the same.
      `CREATE TABLE threads (
        id TEXT NOT NULL PRIMARY KEY,
        room INTEGER NOT NULL UNIQUE,
        parent INTEGER NOT NULL,
        name TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at REAL NOT NULL,
        locked INTEGER NOT NULL DEFAULT 0,
        archived INTEGER NOT NULL DEFAULT 0,
        pinned INTEGER NOT NULL DEFAULT 0
      ) STRICT`,
      "CREATE INDEX threads_parent ON threads (parent)",
      // ordinal: the order of joining.
      `CREATE TABLE thread_members (
        room INTEGER NOT NULL,
        user TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        PRIMARY KEY (room, user)
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX thread_members_user ON thread_members (user)",
    ],
  },
  {
    name: "audit log",
    statements: [
      // at: Unix seconds. actor: a user id; target: the id of a user, role or message, or the name of a channel.
      // The names are those of that time. details: a JSON object.
      `CREATE TABLE audit (
        ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at REAL NOT NULL,
        action TEXT NOT NULL,
        category TEXT NOT NULL,
        actor TEXT NOT NULL,
        actor_name TEXT NOT NULL,
        target TEXT,
        target_name TEXT,
        details TEXT NOT NULL
      ) STRICT`,
      "CREATE INDEX audit_at ON audit (at)",
      "CREATE INDEX audit_category ON audit (category, at)",
      "CREATE INDEX audit_actor ON audit (actor, at)",
      "CREATE INDEX audit_target ON audit (target, at)",
    ],
  },
  {
    name: "pictures of local accounts",
    statements: [
      // id: the beginning of the hash of the bytes, and the end of the address in users.pfp. data: base64.
      `CREATE TABLE pictures (
        id TEXT NOT NULL PRIMARY KEY,
        type TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT`,
    ],
  },
  {
    name: "reactions, pins, mentions, edit history, slow mode",
    statements: [
      // message: its key. place: of the emoji among the message's, ordinal: of the user among the emoji's; so that
      // a stretch of the table is the reactions of a page of history in the order of the wire.
      `CREATE TABLE reactions (
        message INTEGER NOT NULL,
        place INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        emoji TEXT NOT NULL,
        user TEXT NOT NULL,
        PRIMARY KEY (message, place, ordinal)
      ) STRICT, WITHOUT ROWID`,
      "CREATE UNIQUE INDEX reactions_emoji ON reactions (message, emoji, user)",
      "CREATE INDEX messages_pinned ON messages (key) WHERE pinned = 1",
      // A message's mentions, beside messages.pings: target is @ and a user's id, or & and a role's. By room, because
      // readers may view some rooms and not others, and are told how many mentions there are in all.
      // several: the message has more targets, so a reader may find it under more than one.
      `CREATE TABLE mentions (
        target TEXT NOT NULL,
        room INTEGER NOT NULL,
        message INTEGER NOT NULL,
        at INTEGER NOT NULL,
        author TEXT NOT NULL,
        several INTEGER NOT NULL,
        PRIMARY KEY (target, room, message)
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX mentions_newest ON mentions (target, at, message, author)",
      ...[
        ["users", "@"],
        ["replies", "@"],
        ["roles", "&"],
      ].map(
        ([list, sign]) => `INSERT OR IGNORE INTO mentions
        SELECT '${sign}' || called.value, messages.key / 4294967296, messages.key, at, author,
          json_array_length(pings, '$.users') + json_array_length(pings, '$.replies') +
          json_array_length(pings, '$.roles') > 1
        FROM messages, json_each(pings, '$.${list}') AS called WHERE pings IS NOT NULL`,
      ),
      // The versions of a message before each edit. at: when the version was written.
      `CREATE TABLE message_versions (
        message INTEGER NOT NULL,
        at INTEGER NOT NULL,
        content TEXT NOT NULL,
        embeds TEXT,
        PRIMARY KEY (message, at)
      ) STRICT, WITHOUT ROWID`,
      "ALTER TABLE channels ADD COLUMN slow_mode INTEGER NOT NULL DEFAULT 0",
    ],
  },
  {
    name: "read markers, polls",
    statements: [
      // How far each user has read in a room: everything up to `position`. message: the one at that position; it may
      // be deleted since. posted: the position of the user's newest message. Own messages after the marker lie before
      // it, and there are none unless the marker was set back.
      `CREATE TABLE read_markers (
        user TEXT NOT NULL,
        room INTEGER NOT NULL,
        position INTEGER NOT NULL,
        message TEXT,
        posted INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (user, room)
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX read_markers_room ON read_markers (room)",
      // The question and the results of a poll are in its message's embed, so that every page has them.
      // ends_at: Unix seconds; null when it has no end, or has ended.
      `CREATE TABLE polls (
        id TEXT NOT NULL PRIMARY KEY,
        key INTEGER NOT NULL UNIQUE,
        ends_at REAL
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX polls_ends ON polls (ends_at) WHERE ends_at IS NOT NULL",
      `CREATE TABLE poll_votes (
        poll TEXT NOT NULL,
        user TEXT NOT NULL,
        option TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (poll, user, option)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: "search",
    statements: [
      // search-text.ts says what the words are, search-index.ts how they follow the messages.
      `CREATE VIRTUAL TABLE search_words USING fts5(
        words, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
      )`,
      // Deleted text is cleared from the index, not only marked.
      "INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1)",
      "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_words, instance)",
      // Indexed text of messages that changed since (none for new ones), and of purged messages.
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
      countAllUnindexed,
    ],
  },
  {
    name: "role gradients, former names",
    statements: [
      // JSON lists: of colours; of names in lower case.
      "ALTER TABLE roles ADD COLUMN gradient TEXT",
      "ALTER TABLE roles ADD COLUMN former_names TEXT NOT NULL DEFAULT '[]'",
    ],
  },
  {
    name: "who left is forgotten",
    statements: [
      `UPDATE users SET roles = '[]', status = 'offline', status_text = '', timeout_until = NULL, extra = '{}'
        WHERE left_at IS NOT NULL`,
    ],
  },
  {
    name: "audit entries know their channel",
    statements: [
      // channel: the one that the entry is about, or null. Only its viewers are shown the entry.
      "ALTER TABLE audit ADD COLUMN channel INTEGER",
      // Earlier entries have only names, which other channels may have now. 0 is no channel, so only owners see them.
      "UPDATE audit SET channel = 0 WHERE category IN ('channel_management', 'message_moderation')",
    ],
  },
  {
    name: "text of deleted messages",
    statements: [
      // text: of the deleted message, as long as the configuration keeps it.
      "ALTER TABLE audit ADD COLUMN text TEXT",
      "CREATE INDEX audit_text ON audit (at) WHERE text IS NOT NULL",
    ],
  },
  {
    name: "search folds more letters",
    statements: [
      // A message can be removed from the index only with the words it was added with, so the index starts anew.
      "INSERT INTO search_words (search_words) VALUES ('delete-all')",
      "DELETE FROM search_queue",
      "DELETE FROM search_removals",
      "DELETE FROM search_unindexed",
      countAllUnindexed,
    ],
  },
];
