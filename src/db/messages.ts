/** Messages: their rows, and how single ones are found. Times are microseconds since the epoch (integers). */
import type { Attachment, FileKind } from "../chat/attachments.ts";
import { attachmentsBetween } from "./attachments.ts";
import { roomOf } from "./positions.ts";
import { type Procedure, prepared, read, row, sql } from "./procedure.ts";
import { reactionsBetween, type StoredReaction } from "./reactions.ts";
import { roomIsOpen } from "./still-there.ts";
import type { MessageRow } from "./tables.ts";

/** The ids that a message mentions, resolved when it was sent. `replies`: the author of the original. */
export interface StoredPings {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly replies: readonly string[];
}

/** How a webhook appears as the author of a message. */
export interface PostingWebhook {
  readonly id: string;
  readonly name: string;
  /** URL of a picture, or null. */
  readonly avatar: string | null;
}

/** The slash command that a message answers. */
export interface Interaction {
  readonly command: string;
  /** Name of the member who called it, as it was then. */
  readonly username: string;
}

/** What is stored of few messages, as the JSON of one column. */
export interface MessageExtra {
  readonly webhook?: PostingWebhook;
  readonly interaction?: Interaction;
  /** Kinds of its attachments, for searches. They stay when a file is gone. */
  readonly files?: readonly FileKind[];
}

export interface StoredMessage {
  readonly id: string;
  /** The room: a channel's or a thread's (rooms.ts). */
  readonly room: number;
  /** User id, or a plain name of an author who is no user, as in imported messages. */
  readonly author: string;
  readonly content: string;
  readonly at: number;
  readonly replyTo: { readonly id: string; readonly author: string } | null;
  /** What the sender gave; null = nothing. */
  readonly ping: boolean | null;
  readonly pings: StoredPings | null;
  readonly embeds: readonly unknown[] | null;
  /** The webhook that posted it, as it was then; null = none. */
  readonly webhook: PostingWebhook | null;
  /** Null = it answers no slash command. */
  readonly interaction: Interaction | null;
  readonly editedAt: number | null;
  readonly pinned: boolean;
  /** Null = none. */
  readonly reactions: readonly StoredReaction[] | null;
  /** Null = none. */
  readonly attachments: readonly Attachment[] | null;
}

const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("messages").selectAll().where("id", "=", value("id")).where(roomIsOpen),
);

/** A message of any room that is open. */
export function* messageWithId(id: string): Procedure<MessageRow | undefined> {
  return yield* row(byId({ id }));
}

/** A message of that room. */
export function* messageIn(room: number, id: string): Procedure<MessageRow | undefined> {
  const found = yield* messageWithId(id);
  return found && roomOf(found.key) === room ? found : undefined;
}

export const messageById = read(
  "message.get",
  function* (input: { room: number; id: string }): Procedure<StoredMessage | null> {
    const found = yield* messageIn(input.room, input.id);
    return found ? yield* complete(found) : null;
  },
);

const threadIn = prepared<{ room: number; parent: number }>()((value) =>
  sql
    .selectFrom("threads")
    .select("room")
    .where("room", "=", value("room"))
    .where("parent", "=", value("parent")),
);

/** The room of a message, if that is a thread's of this forum; else null. */
export const threadRoomOf = read(
  "message.thread_room",
  function* (input: { parent: number; id: string }): Procedure<number | null> {
    const found = yield* messageWithId(input.id);
    const thread = found && (yield* row(threadIn({ room: roomOf(found.key), parent: input.parent })));
    return thread?.room ?? null;
  },
);

/** A message with what other tables hold of it. */
export function* complete(stored: MessageRow): Procedure<StoredMessage> {
  return decode(stored, yield* besideOf(stored.key));
}

/** What other tables hold of the message with this key. */
export function* besideOf(key: number): Procedure<Beside> {
  const reactions = yield* reactionsBetween(key, key);
  const attachments = yield* attachmentsBetween(key, key);
  return { reactions: reactions.get(key) ?? null, attachments: attachments.get(key) ?? null };
}

/** The same for some that need not lie together; a page of history has a quicker way. */
export function* completeAll(found: readonly MessageRow[]): Procedure<StoredMessage[]> {
  const messages: StoredMessage[] = [];
  for (const stored of found) messages.push(yield* complete(stored));
  return messages;
}

/** Most messages mention nobody, which is stored as null. */
export function pingsOrNull(pings: StoredPings): StoredPings | null {
  return pings.users.length + pings.roles.length + pings.replies.length > 0 ? pings : null;
}

/** The mentions of a stored message. */
export function pingsIn({ pings }: Pick<MessageRow, "pings">): StoredPings | null {
  return pings === null ? null : JSON.parse(pings);
}

/** What other tables hold of a message. */
export type Beside = Pick<StoredMessage, "reactions" | "attachments">;

/** From its row. */
export function decode(stored: MessageRow, beside: Beside): StoredMessage {
  const extra: MessageExtra = stored.extra === null ? {} : JSON.parse(stored.extra);
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
    webhook: extra.webhook ?? null,
    interaction: extra.interaction ?? null,
    editedAt: stored.edited_at,
    pinned: stored.pinned !== 0,
    ...beside,
  };
}
