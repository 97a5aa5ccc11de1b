/**
 * Messages: what is stored of them, how they change, and single ones. Times are microseconds since the epoch
 * (integers).
 */
import type { RoomTail } from "../chat/model.ts";
import { pollOf } from "../chat/polls.ts";
import { limits } from "../protocol/limits.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { forgetPoll } from "./forget-polls.ts";
import { markPosted } from "./markers.ts";
import { changeMentions, type MentionsAsked, mentionsFor } from "./mentions.ts";
import { messageOfNonce, useNonce } from "./nonces.ts";
import { keyOf, positionOf, recordGap, roomOf } from "./positions.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { reactionsBetween, removeReactions, type StoredReaction } from "./reactions.ts";
import { tailOf, wakeThread } from "./rooms.ts";
import { awaitIndexing, beforeChange } from "./search-index.ts";
import type { MessageRow } from "./tables.ts";
import { dropOldVersions, keepVersion, removeVersions } from "./versions.ts";
import { weightOf, withinAnswer } from "./weight.ts";

/** Who a message calls, resolved when it was sent (03 §5): ids. `replies`: the author of the original. */
export interface StoredPings {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly replies: readonly string[];
}

export interface StoredMessage {
  readonly id: string;
  /** The room: a channel's or a thread's (rooms.ts). */
  readonly room: number;
  /** User id, or the literal name of an author who is no user (03 §1.1). */
  readonly author: string;
  readonly content: string;
  readonly at: number;
  readonly replyTo: { readonly id: string; readonly author: string } | null;
  /** What the sender gave; null = nothing. */
  readonly ping: boolean | null;
  readonly pings: StoredPings | null;
  readonly embeds: readonly unknown[] | null;
  readonly editedAt: number | null;
  readonly pinned: boolean;
  /** Null = none. */
  readonly reactions: readonly StoredReaction[] | null;
}

export interface NewMessage {
  readonly id: string;
  readonly room: number;
  readonly author: string;
  readonly content: string;
  /** The clock; stored later if the room's newest message is not older. */
  readonly now: number;
  readonly replyTo: string | null;
  readonly ping: boolean | null;
  /** Mentions; whom a reply calls is known only here, where the original is read. */
  readonly mentions: Pick<StoredPings, "users" | "roles">;
  readonly embeds: readonly unknown[] | null;
  readonly nonce: string | null;
  /** Microseconds by which the nonce is remembered; without it `now`. */
  readonly nonceAt?: number;
  /** The room is a thread's: if it is archived when this is stored, it comes back. */
  readonly wakes?: boolean;
  /** Nothing new may be stored; only a repeated nonce is answered. */
  readonly onlyRepeats?: boolean;
}

export type InsertOutcome =
  | { readonly kind: "stored"; readonly message: StoredMessage }
  /** The nonce was used before: the first message, as it is now. */
  | { readonly kind: "repeated"; readonly message: StoredMessage }
  /** The nonce was used before, and the first message has been deleted: it must not come back. */
  | { readonly kind: "repeated_gone" }
  | { readonly kind: "not_repeated" }
  /** Deleted, or of a type that takes no messages. */
  | { readonly kind: "room_gone" }
  | { readonly kind: "reply_target_gone" };

const advanceRoom = prepared<{ id: number; now: number }>()((value) =>
  sql
    .updateTable("channels")
    .set((eb) => ({
      last_position: eb("last_position", "+", 1),
      last_at: eb.fn<number>("max", [eb("last_at", "+", 1), eb.val(value("now"))]),
    }))
    .where("id", "=", value("id"))
    // It may have become a forum meanwhile, where nobody would find the message.
    .where("type", "in", ["text", "thread"])
    .where("deleted_at", "is", null)
    .returning(["last_position", "last_at"]),
);

const insertRow = prepared<{
  [Column in Exclude<keyof MessageRow, "edited_at" | "pinned" | "extra">]: MessageRow[Column];
}>()((value) =>
  sql.insertInto("messages").values({
    key: value("key"),
    id: value("id"),
    author: value("author"),
    content: value("content"),
    at: value("at"),
    reply_to: value("reply_to"),
    reply_author: value("reply_author"),
    ping: value("ping"),
    pings: value("pings"),
    embeds: value("embeds"),
  }),
);

const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("messages").selectAll().where("id", "=", value("id")),
);

export const insertMessage = write("message.insert", function* (input: NewMessage): Procedure<InsertOutcome> {
  return yield* storeMessage(input);
});

/** Part of larger changes: see `insertMessage`. */
export function* storeMessage(input: NewMessage): Procedure<InsertOutcome> {
  const { author, nonce, nonceAt = input.now } = input;
  if (nonce !== null) {
    const used = yield* messageOfNonce(author, nonce, nonceAt);
    if (used !== undefined) {
      const first = yield* row(byId({ id: used }));
      return first ? { kind: "repeated", message: yield* complete(first) } : { kind: "repeated_gone" };
    }
  }
  if (input.onlyRepeats) return { kind: "not_repeated" };
  const original = input.replyTo === null ? undefined : yield* messageIn(input.room, input.replyTo);
  if (input.replyTo !== null && !original) return { kind: "reply_target_gone" };

  const calls = original && input.ping !== false && original.author !== input.author;
  const pings = pingsOrNull({ ...input.mentions, replies: calls ? [original.author] : [] });
  const place = yield* row(advanceRoom({ id: input.room, now: input.now }));
  if (!place) return { kind: "room_gone" };
  if (input.wakes) yield* wakeThread(input.room);
  // Only what is stored uses up a nonce: a refused message may be sent again.
  if (nonce !== null) yield* useNonce({ author, nonce, message: input.id, now: nonceAt });
  const key = keyOf(input.room, place.last_position);
  const stored = insertRow({
    key,
    id: input.id,
    author: input.author,
    content: input.content,
    at: place.last_at,
    reply_to: original?.id ?? null,
    reply_author: original?.author ?? null,
    ping: input.ping === null ? null : Number(input.ping),
    pings: pings && JSON.stringify(pings),
    embeds: input.embeds && JSON.stringify(input.embeds),
  });
  yield { ...stored, counts: "message" };
  if (pings) yield* changeMentions({ key, at: place.last_at, author }, null, pings);
  yield* markPosted(input.author, key, input.id);
  yield awaitIndexing(key);
  return {
    kind: "stored",
    message: {
      id: input.id,
      room: input.room,
      author: input.author,
      content: input.content,
      at: place.last_at,
      replyTo: original ? { id: original.id, author: original.author } : null,
      ping: input.ping,
      pings,
      embeds: input.embeds,
      editedAt: null,
      pinned: false,
      reactions: null,
    },
  };
}

const updateRow = prepared<{
  key: number;
  content: string;
  pings: string | null;
  embeds: string | null;
  edited_at: number;
}>()((value) =>
  sql
    .updateTable("messages")
    .set({
      content: value("content"),
      pings: value("pings"),
      embeds: value("embeds"),
      edited_at: value("edited_at"),
    })
    .where("key", "=", value("key")),
);

export interface MessageEdit {
  readonly id: string;
  readonly room: number;
  /** Only this author may edit; checked where the row is read. */
  readonly author: string;
  /** Undefined keeps what is stored. */
  readonly content?: string;
  readonly mentions?: Pick<StoredPings, "users" | "roles">;
  readonly embeds?: readonly unknown[];
  readonly now: number;
  /** The room is a thread's: if it is archived when this is stored, it comes back. */
  readonly wakes?: boolean;
}

export type EditOutcome =
  | { readonly kind: "edited"; readonly message: StoredMessage }
  | { readonly kind: "missing" }
  | { readonly kind: "not_author" }
  /** With the poll that stays. */
  | { readonly kind: "too_many_embeds" }
  | { readonly kind: "empty" };

export const editMessage = write("message.edit", function* (input: MessageEdit): Procedure<EditOutcome> {
  const found = yield* messageIn(input.room, input.id);
  if (!found) return { kind: "missing" };
  if (found.author !== input.author) return { kind: "not_author" };
  const before = yield* complete(found);
  // A poll stays, whatever else its message gets.
  const polls = before.embeds?.filter(pollOf) ?? [];
  // What the request leaves alone is not held against it: another limit may have let it in.
  if (input.embeds && polls.length + input.embeds.length > limits.embeds) return { kind: "too_many_embeds" };
  const embeds = input.embeds ? [...polls, ...input.embeds] : before.embeds;
  const content = input.content ?? before.content;
  if (content === "" && !embeds?.length) return { kind: "empty" };
  // A reply's ping stays what it was; only mentions follow the text.
  const pings = input.mentions
    ? pingsOrNull({ ...input.mentions, replies: before.pings?.replies ?? [] })
    : before.pings;
  const editedAt = Math.max(input.now, (before.editedAt ?? before.at) + 1);
  const embedsText = embeds && JSON.stringify(embeds);
  if (content !== found.content || embedsText !== found.embeds) {
    yield* keepVersion({
      message: found.key,
      at: found.edited_at ?? found.at,
      content: found.content,
      embeds: found.embeds,
    });
    if (found.edited_at !== null) yield* dropOldVersions(found.key);
  }
  yield beforeChange(found.key);
  yield updateRow({
    key: found.key,
    content,
    pings: pings && JSON.stringify(pings),
    embeds: embedsText,
    edited_at: editedAt,
  });
  yield* changeMentions(found, before.pings, pings);
  if (input.wakes) yield* wakeThread(input.room);
  return { kind: "edited", message: { ...before, content, pings, embeds, editedAt } };
});

const deleteRow = prepared<{ key: number }>()((value) =>
  sql.deleteFrom("messages").where("key", "=", value("key")),
);

export interface MessageDeletion {
  readonly id: string;
  readonly room: number;
  readonly actor: string;
  /** May the actor delete his own, and other people's, messages here? */
  readonly mayOwn: boolean;
  readonly mayAny: boolean;
  /** Kept, with the author's id in its details, if the message is somebody else's. */
  readonly record: AuditRecord | null;
  /** With its text. */
  readonly keepsText?: boolean;
}

export type DeleteOutcome =
  | { readonly kind: "deleted"; readonly author: string; readonly newest: RoomTail | null }
  | { readonly kind: "missing" }
  | { readonly kind: "denied" };

export const deleteMessage = write(
  "message.delete",
  function* (input: MessageDeletion): Procedure<DeleteOutcome> {
    const found = yield* messageIn(input.room, input.id);
    if (!found) return { kind: "missing" };
    if (!(input.mayAny || (input.mayOwn && found.author === input.actor))) return { kind: "denied" };
    yield* removeReactions(found.key);
    if (found.edited_at !== null) yield* removeVersions(found.key);
    yield* changeMentions(found, pingsIn(found), null);
    yield beforeChange(found.key);
    yield deleteRow({ key: found.key });
    if (found.embeds !== null) yield* forgetPoll(found.key);
    yield* recordGap(input.room, positionOf(found.key));
    if (input.record && found.author !== input.actor) {
      const details = { ...input.record.details, author: found.author };
      yield* recordAudit({ ...input.record, details, text: input.keepsText ? found.content : null });
    }
    return { kind: "deleted", author: found.author, newest: yield* tailOf(input.room) };
  },
);

/** The room of a message, if that is a thread's of this forum (03 §1.2, forum resolution); else null. */
export const threadRoomOf = read(
  "message.thread_room",
  function* (input: { parent: number; id: string }): Procedure<number | null> {
    const found = yield* row(byId({ id: input.id }));
    const thread = found && (yield* row(threadIn({ room: roomOf(found.key), parent: input.parent })));
    return thread?.room ?? null;
  },
);

const threadIn = prepared<{ room: number; parent: number }>()((value) =>
  sql
    .selectFrom("threads")
    .select("room")
    .where("room", "=", value("room"))
    .where("parent", "=", value("parent")),
);

export const messageById = read(
  "message.get",
  function* (input: { room: number; id: string }): Procedure<StoredMessage | null> {
    const found = yield* messageIn(input.room, input.id);
    return found ? yield* complete(found) : null;
  },
);

const byKey = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").selectAll().where("key", "=", value("key")),
);

/** A message that calls somebody. */
export interface StoredMention {
  readonly message: StoredMessage;
  /** What the message replies to says now; null when it is no reply, or that one is gone. */
  readonly original: string | null;
}

/**
 * One page of the messages that call somebody, newest first, fewer when they are long, and how many there are in all
 * (03 §13).
 */
export const mentionsPage = read("mentions.page", function* (input: MentionsAsked): Procedure<{
  mentions: readonly StoredMention[];
  total: number;
}> {
  const { messages, total } = yield* mentionsFor(input);
  const calling: MessageRow[] = [];
  for (const key of messages) calling.push(...(yield* rows(byKey({ key }))));
  const mentions: StoredMention[] = [];
  for (const found of withinAnswer(calling, (stored) => weightOf(stored))) {
    const original = found.reply_to === null ? undefined : yield* row(byId({ id: found.reply_to }));
    mentions.push({ message: yield* complete(found), original: original?.content ?? null });
  }
  return { mentions, total };
});

/** A message with what other tables hold of it. */
function* complete(stored: MessageRow): Procedure<StoredMessage> {
  const reactions = yield* reactionsBetween(stored.key, stored.key);
  return decode(stored, reactions.get(stored.key) ?? null);
}

/** The same for some that need not lie together; a page of history has a quicker way. */
export function* completeAll(found: readonly MessageRow[]): Procedure<StoredMessage[]> {
  const messages: StoredMessage[] = [];
  for (const stored of found) messages.push(yield* complete(stored));
  return messages;
}

/** A message of that room. */
export function* messageIn(room: number, id: string): Procedure<MessageRow | undefined> {
  const found = yield* row(byId({ id }));
  return found && roomOf(found.key) === room ? found : undefined;
}

/** Most messages call nobody: that is stored as nothing. */
function pingsOrNull(pings: StoredPings): StoredPings | null {
  return pings.users.length + pings.roles.length + pings.replies.length > 0 ? pings : null;
}

/** Whom a message as stored calls. */
export function pingsIn({ pings }: Pick<MessageRow, "pings">): StoredPings | null {
  return pings === null ? null : JSON.parse(pings);
}

/** From its row. */
export function decode(stored: MessageRow, reactions: readonly StoredReaction[] | null): StoredMessage {
  return {
    id: stored.id,
    room: roomOf(stored.key),
    author: stored.author,
    content: stored.content,
    at: stored.at,
    replyTo: stored.reply_to === null ? null : { id: stored.reply_to, author: stored.reply_author ?? "" },
    ping: stored.ping === null ? null : stored.ping !== 0,
    pings: pingsIn(stored),
    embeds: stored.embeds === null ? null : JSON.parse(stored.embeds),
    editedAt: stored.edited_at,
    pinned: stored.pinned !== 0,
    reactions,
  };
}
