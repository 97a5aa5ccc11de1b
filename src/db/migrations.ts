/**
 * The schema, step by step. A step that has landed is never changed; a new need is a new step at the end.
 * `meta.schema_version` counts the steps that a database has had; a database with more is from a newer server.
 */
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

export const migrations: readonly Migration[] = [
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
];
