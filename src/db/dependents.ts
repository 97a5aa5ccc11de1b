/**
 * What hangs on what: for each column of each table, what it refers to, and what becomes of it when that goes. The
 * deletion of a message, the purge of a room and the removal of a member come from this list (delete-dependents.ts),
 * and so do the checker's rules for rows that point at nothing (tests/support/store-checker.ts).
 *
 * A column of tables.ts that is missing here is a type error. What the database has and both lack fails
 * dependents.test.ts.
 */
import type { SqlValue } from "./procedure.ts";
import type { Tables } from "./tables.ts";

/** What columns refer to, and the column that holds it. `messageId`: a message, by its id instead of its key. */
export const things = {
  message: { table: "messages", column: "key" },
  messageId: { table: "messages", column: "id" },
  /** Where messages lie: a channel, or what a thread has instead. */
  room: { table: "channels", column: "id" },
  user: { table: "users", column: "id" },
  role: { table: "roles", column: "id" },
  poll: { table: "polls", column: "id" },
  /** The content of a file. */
  blob: { table: "blobs", column: "hash" },
  subscription: { table: "push_subscriptions", column: "hash" },
  /** A remembered login. */
  session: { table: "login_sessions", column: "id" },
} as const;
export type Thing = keyof typeof things;

export type OnRemoval =
  /** The row is deleted in the same change. */
  | "deleted"
  /** The row is deleted later, behind the room's messages. */
  | "purged"
  /** The row stays, and leads to the name of the member who left. */
  | "named"
  /** The entry is taken out of this list of several, in the same change. */
  | "taken_out"
  /** The value stays, and may lead nowhere. */
  | "kept";

export interface Reference {
  readonly to: Thing;
  readonly onRemoval: OnRemoval;
  /** The module that does it, where a statement made from this list would be wrong or slow. */
  readonly by?: string;
  /** Where the column doesn't hold the value itself: how SQL gets it. */
  readonly within?: Within;
  /** Rows of one room may be many: this column tells them apart, so that they are purged in pieces. */
  readonly pieces?: string;
}

/** The values are `SELECT value FROM table, from WHERE where`. */
export interface Within {
  readonly from?: string;
  readonly value: string;
  readonly where?: string;
}

type Columns<Table> = { readonly [Column in keyof Table]-?: Reference | null };

type More = Omit<Reference, "to" | "onRemoval">;
const deleted = (to: Thing, more: More = {}): Reference => ({ to, onRemoval: "deleted", ...more });
const purged = (to: Thing, more: More = {}): Reference => ({ to, onRemoval: "purged", ...more });
const named = (to: Thing, more: More = {}): Reference => ({ to, onRemoval: "named", ...more });
const takenOut = (to: Thing, more: More = {}): Reference => ({ to, onRemoval: "taken_out", ...more });
const kept = (to: Thing, more: More = {}): Reference => ({ to, onRemoval: "kept", ...more });
/** Refers to nothing. */
const plain = null;

export const dependents = {
  meta: { key: plain, value: plain },
  users: {
    id: plain,
    username: plain,
    username_key: plain,
    nickname: plain,
    roles: takenOut("role", {
      by: "the change of roles",
      within: { from: "json_each(users.roles) AS role", value: "role.value" },
    }),
    status: plain,
    status_text: plain,
    // Ends with the id of a picture; pictures that nobody has any more are forgotten by pictures.ts.
    pfp: plain,
    password_hash: plain,
    created_at: plain,
    left_at: plain,
    banned_at: plain,
    banned_by: named("user"),
    ban_reason: plain,
    timeout_until: plain,
    extra: plain,
    ordinal: plain,
  },
  user_networks: { user: deleted("user"), network: plain, at: plain },
  roles: {
    id: plain,
    name: plain,
    name_key: plain,
    description: plain,
    color: plain,
    hoisted: plain,
    permissions: plain,
    self_assignable: plain,
    category: plain,
    position: plain,
    mentionable_by: takenOut("role", {
      by: "the change of roles",
      within: { from: "json_each(roles.mentionable_by) AS role", value: "role.value" },
    }),
    gradient: plain,
    former_names: plain,
  },
  channels: {
    id: plain,
    name: plain,
    type: plain,
    display_name: plain,
    description: plain,
    icon: plain,
    size: plain,
    permissions: takenOut("role", {
      by: "the change of roles",
      within: {
        from: "json_each(channels.permissions, '$.lists') AS list, json_each(list.value) AS rule",
        value: "json_extract(rule.value, '$.role')",
        // A hidden channel gets new lists when it comes back.
        where: "hidden_at IS NULL",
      },
    }),
    extra: plain,
    position: plain,
    last_position: plain,
    last_at: plain,
    deleted_at: plain,
    hidden_at: plain,
    slow_mode: plain,
    retention_days: plain,
  },
  messages: {
    key: purged("room", { by: "purge.ts", within: { value: "messages.key >> 32" } }),
    id: plain,
    // An imported message may have an author who never was a user.
    author: kept("user"),
    content: plain,
    at: plain,
    reply_to: kept("messageId"),
    reply_author: kept("user"),
    ping: plain,
    // Users and roles.
    pings: kept("user"),
    // A poll lies in them, which lists its voters when it has ended.
    embeds: kept("user"),
    edited_at: plain,
    pinned: plain,
    extra: plain,
  },
  threads: {
    id: plain,
    room: deleted("room"),
    parent: deleted("room", { by: "threads.ts, which closes their rooms too" }),
    name: plain,
    created_by: named("user"),
    created_at: plain,
    locked: plain,
    archived: plain,
    pinned: plain,
  },
  thread_members: { room: deleted("room"), user: deleted("user"), ordinal: plain },
  message_gaps: { channel: purged("room"), level: plain, block: plain, deleted: plain },
  // The log remembers what it tells of: texts and names stand beside the ids.
  audit: {
    ordinal: plain,
    id: plain,
    at: plain,
    action: plain,
    category: plain,
    actor: kept("user"),
    actor_name: plain,
    target: kept("user"),
    target_name: plain,
    details: plain,
    channel: kept("room"),
    text: plain,
  },
  pictures: { id: plain, type: plain, data: plain },
  reactions: { message: deleted("message"), place: plain, ordinal: plain, emoji: plain, user: named("user") },
  mentions: {
    // A user or a role.
    target: kept("user"),
    room: purged("room", { by: "purge.ts, with the messages" }),
    message: deleted("message", { by: "mentions.ts, which finds the rows by the message's pings" }),
    at: plain,
    author: kept("user"),
    several: plain,
  },
  message_versions: {
    ordinal: plain,
    message: deleted("message"),
    at: plain,
    content: plain,
    embeds: plain,
  },
  read_markers: {
    user: deleted("user"),
    room: purged("room", { pieces: "user" }),
    position: plain,
    // A marker may stand at a message that was deleted; its position stays right.
    message: kept("messageId"),
    posted: plain,
  },
  polls: { id: plain, key: deleted("message"), ends_at: plain },
  poll_votes: { poll: deleted("poll"), user: named("user"), option: plain, at: plain },
  // A message that was deleted must not come back by a nonce; after some minutes the row is forgotten.
  nonces: { author: kept("user"), nonce: plain, message: kept("messageId"), created_at: plain },
  // The index follows the messages behind the writes; nothing of these is left once it has caught up.
  search_queue: {
    ordinal: plain,
    key: kept("message"),
    author: kept("user"),
    content: plain,
    pings: plain,
    embeds: plain,
    extra: plain,
  },
  search_removals: {
    key: kept("message"),
    author: kept("user"),
    content: plain,
    pings: plain,
    embeds: plain,
    extra: plain,
  },
  search_unindexed: { room: purged("room"), below: plain },
  search_indexed: { room: purged("room"), last: plain },
  search_new: { room: purged("room") },
  search_words: { rowid: kept("message"), words: plain },
  scheduled_messages: {
    id: plain,
    author: deleted("user"),
    // Its author is told at its time that the place is gone.
    room: kept("room"),
    content: plain,
    reply_to: kept("messageId"),
    send_at: plain,
    created_at: plain,
    error_code: plain,
    error_text: plain,
  },
  reminders: {
    id: plain,
    user: deleted("user"),
    text: plain,
    // What a reminder is about may be gone: the reminder stays.
    room: kept("room"),
    message: kept("messageId"),
    remind_at: plain,
    created_at: plain,
  },
  invites: {
    code: plain,
    created_by: deleted("user"),
    created_at: plain,
    expires_at: plain,
    max_uses: plain,
    uses: plain,
    roles: kept("role", {
      within: { from: "json_each(invites.roles) AS role", value: "role.value" },
    }),
  },
  login_sessions: {
    id: plain,
    user: deleted("user"),
    token_hash: plain,
    device: plain,
    created_at: plain,
    used_at: plain,
  },
  bots: { user: deleted("user"), token_hash: plain, created_by: named("user"), created_at: plain },
  webhooks: {
    id: plain,
    room: deleted("room"),
    name: plain,
    avatar: plain,
    token_hash: plain,
    token: plain,
    secret: plain,
    created_by: named("user"),
    created_at: plain,
  },
  emojis: { id: plain, name: plain, name_key: plain, file_name: plain, type: plain, data: plain },
  stickers: {
    id: plain,
    name: plain,
    name_key: plain,
    description: plain,
    file_name: plain,
    type: plain,
    data: plain,
  },
  blobs: { hash: plain, size: plain },
  unfinished_uploads: {
    id: plain,
    user: deleted("user"),
    name: plain,
    size: plain,
    // When it is complete, it is refused.
    room: kept("room"),
    wished_days: plain,
    created_at: plain,
  },
  unused_blobs: { hash: deleted("blob", { by: "blobs.ts" }) },
  attachments: {
    id: plain,
    // Its message stays, and an upload without a message goes after an hour. Webhooks are no users.
    uploader: kept("user"),
    room: kept("room"),
    message: deleted("message", { by: "attachments.ts, which gives up the blobs" }),
    place: plain,
    name: plain,
    type: plain,
    size: plain,
    media: plain,
    permanent: plain,
    created_at: plain,
    expires_at: plain,
    // A blob goes only when nothing refers to it.
    blob: deleted("blob", { by: "blobs.ts" }),
    small: deleted("blob", { by: "blobs.ts" }),
    large: deleted("blob", { by: "blobs.ts" }),
  },
  push_subscriptions: {
    hash: plain,
    user: deleted("user"),
    sealed: plain,
    key: plain,
    created_at: plain,
    last_used: plain,
    failures: plain,
    retry_at: plain,
    session: deleted("session", { by: "login-sessions.ts" }),
  },
  push_quiet_hours: { user: deleted("user"), starts: plain, ends: plain, time_zone: plain },
  push_mutes: { user: deleted("user"), room: deleted("room") },
  push_messages: { message: deleted("message") },
  push_jobs: {
    id: plain,
    message: deleted("message"),
    subscription: deleted("subscription"),
    reason: plain,
    // Its name is looked up when the push is sent.
    role: kept("role"),
  },
} satisfies { readonly [Name in keyof Tables]: Columns<Tables[Name]> };

/** One reference of the list. */
export interface Dependent extends Reference {
  readonly table: keyof Tables;
  readonly column: string;
}

/** All references, table by table. */
export function references(
  list: Readonly<Record<string, Readonly<Record<string, Reference | null>>>> = dependents,
): readonly Dependent[] {
  return Object.entries(list).flatMap(([table, columns]) =>
    Object.entries(columns).flatMap(([column, reference]) =>
      reference === null ? [] : [{ ...reference, table: table as keyof Tables, column }],
    ),
  );
}

const stays = "stays";
const becomes = (value: SqlValue) => ({ becomes: value });

/**
 * What is left of a member's row when they leave: the name, for what they wrote. Everything private goes. A timeout
 * stays while it runs, so that leaving and coming back doesn't end it; a banned member can't leave.
 */
export const afterLeaving = {
  id: stays,
  username: stays,
  username_key: becomes(null),
  nickname: becomes(null),
  roles: becomes("[]"),
  status: becomes("offline"),
  status_text: becomes(""),
  pfp: becomes(null),
  password_hash: becomes(null),
  created_at: stays,
  left_at: stays,
  banned_at: becomes(null),
  banned_by: becomes(null),
  ban_reason: becomes(null),
  timeout_until: stays,
  extra: becomes("{}"),
  ordinal: stays,
} satisfies { readonly [Column in keyof Tables["users"]]: typeof stays | ReturnType<typeof becomes> };

/** The columns that leaving changes, with their values then. */
export function clearedByLeaving(): Readonly<Record<string, SqlValue>> {
  return Object.fromEntries(
    Object.entries(afterLeaving).flatMap(([column, then]) =>
      then === stays ? [] : [[column, then.becomes] as const],
    ),
  );
}
