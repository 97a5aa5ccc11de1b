/** Storing new messages. */

import { type Attachment, kindsOf } from "../chat/attachments.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { type AttachFailure, type Attaching, attachable, attachTo } from "./attachments.ts";
import { markPosted } from "./markers.ts";
import { changeMentions } from "./mentions.ts";
import {
  complete,
  type MessageExtra,
  messageIn,
  messageWithId,
  pingsOrNull,
  type StoredMessage,
  type StoredPings,
} from "./messages.ts";
import { messageOfNonce, useNonce } from "./nonces.ts";
import { keyOf } from "./positions.ts";
import { begin, type Call, type Procedure, prepared, row, sql, write } from "./procedure.ts";
import { awaitPush } from "./push-queue.ts";
import { wakeThread } from "./rooms.ts";
import { awaitIndexing } from "./search-index.ts";
import type { MessageRow } from "./tables.ts";

/** A message that repeats nothing and replies to nothing. */
export interface FreshMessage {
  readonly id: string;
  readonly room: number;
  readonly author: string;
  readonly content: string;
  /** The time of the clock. The message gets a later one if the room's newest message is not older. */
  readonly now: number;
  readonly ping: boolean | null;
  /** Mentions. The author that a reply mentions is added here, where the original is read. */
  readonly mentions: Pick<StoredPings, "users" | "roles">;
  readonly embeds: readonly unknown[] | null;
  /** The webhook that posts it, or the slash command that it answers. */
  readonly extra?: MessageExtra;
  /** The author is no user, so nothing counts as read by them. */
  readonly byNobody?: true;
  /** Those whom it calls are told by web push if they are away. */
  readonly pushes?: boolean;
  /** The room is a thread's: if it is archived when this is stored, it comes back. */
  readonly wakes?: boolean;
}

export interface NewMessage extends FreshMessage {
  readonly replyTo: string | null;
  readonly nonce: string | null;
  /** Microseconds by which the nonce is remembered; without it `now`. */
  readonly nonceAt?: number;
  /** Uploads that become its attachments. */
  readonly attachments?: Attaching;
  /** Nothing new may be stored; only a repeated nonce is answered. */
  readonly onlyRepeats?: boolean;
}

export type InsertOutcome =
  | { readonly kind: "stored"; readonly message: StoredMessage }
  /** The nonce was used before: the first message, as it is now. */
  | { readonly kind: "repeated"; readonly message: StoredMessage }
  | { readonly kind: "not_repeated" }
  /** `message_not_found`: the nonce was used before by a message that was deleted, and must not come back. */
  | Failure<"message_not_found" | "reply_target_not_found" | RoomGone>
  | AttachFailure;

/** The room was deleted, or its type takes no messages. */
export type RoomGone = "channel_not_found" | "thread_not_found";

const advanceRoom = prepared<{ id: number; now: number }>()((value) =>
  sql
    .updateTable("channels")
    .set((eb) => ({
      last_position: eb("last_position", "+", 1),
      last_at: eb.fn<number>("max", [eb("last_at", "+", 1), eb.val(value("now"))]),
    }))
    .where("id", "=", value("id"))
    // It may have become a forum meanwhile, where the message would not be found.
    .where("type", "in", ["text", "thread"])
    .where("deleted_at", "is", null)
    .returning(["last_position", "last_at"]),
);

const insertRow = prepared<{
  [Column in Exclude<keyof MessageRow, "edited_at" | "pinned">]: MessageRow[Column];
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
    extra: value("extra"),
  }),
);

export const insertMessage = write("message.insert", function* (input: NewMessage): Procedure<InsertOutcome> {
  const { author, nonce, nonceAt = input.now } = input;
  if (nonce !== null) {
    const used = yield* messageOfNonce(author, nonce, nonceAt);
    if (used !== undefined) {
      const first = yield* messageWithId(used);
      return first ? { kind: "repeated", message: yield* complete(first) } : fail("message_not_found");
    }
  }
  if (input.onlyRepeats) return { kind: "not_repeated" };
  const original = yield* originalOf(input);
  if (isFailure(original)) return original;
  const attachments = input.attachments ? yield* attachable(input.attachments) : [];
  if (isFailure(attachments)) return attachments;
  const message = yield* storeMessage(input, original, attachments);
  if (isFailure(message)) return message;
  // Only a stored message uses up its nonce: a refused one may be sent again.
  if (nonce !== null) yield* useNonce({ author, nonce, message: input.id, now: nonceAt });
  return { kind: "stored", message };
});

/** The message that this one replies to, which must be in the same room; undefined when it is no reply. */
export function* originalOf({
  room,
  replyTo,
}: Pick<NewMessage, "room" | "replyTo">): Procedure<
  MessageRow | undefined | Failure<"reply_target_not_found">
> {
  if (replyTo === null) return undefined;
  return (yield* messageIn(room, replyTo)) ?? fail("reply_target_not_found");
}

/** Part of larger changes. @param original what the message replies to */
export function* storeMessage(
  input: FreshMessage,
  original?: MessageRow,
  attachments: readonly Attachment[] = [],
): Procedure<StoredMessage | Failure<RoomGone>> {
  const { id, room, author, content, ping, embeds } = input;
  const extra: MessageExtra =
    attachments.length > 0 ? { ...input.extra, files: kindsOf(attachments) } : (input.extra ?? {});
  const calls = original && ping !== false && original.author !== author;
  const pings = pingsOrNull({ ...input.mentions, replies: calls ? [original.author] : [] });
  const place = yield* row(advanceRoom({ id: room, now: input.now }));
  if (!place) return fail(input.wakes ? "thread_not_found" : "channel_not_found");
  if (input.wakes) yield* wakeThread(room);
  const { last_position: position, last_at: at } = place;
  const key = keyOf(room, position);
  const stored = insertRow({
    key,
    id,
    author,
    content,
    at,
    reply_to: original?.id ?? null,
    reply_author: original?.author ?? null,
    ping: ping === null ? null : Number(ping),
    pings: pings && JSON.stringify(pings),
    embeds: embeds && JSON.stringify(embeds),
    extra: Object.keys(extra).length > 0 ? JSON.stringify(extra) : null,
  });
  yield { ...stored, counts: "message" };
  if (attachments.length > 0) yield* attachTo(key, attachments);
  if (pings) yield* changeMentions({ key, at, author }, null, pings);
  if (pings && input.pushes) yield* awaitPush(key);
  if (!input.byNobody) yield* markPosted(author, key, id);
  yield awaitIndexing(key);
  return {
    id,
    room,
    author,
    content,
    at,
    replyTo: original ? { id: original.id, author: original.author } : null,
    ping,
    pings,
    embeds,
    webhook: extra.webhook ?? null,
    interaction: extra.interaction ?? null,
    editedAt: null,
    pinned: false,
    reactions: null,
    attachments: attachments.length > 0 ? attachments : null,
  };
}

/** A message that needs nothing else to be checked or stored. */
export const postAlone = write("message.post", (message: FreshMessage) => storeMessage(message));

/** A change and the message that tells of it, both or neither; if only the room is gone, the change alone. */
export const changeAndPost = write(
  "message.with",
  function* (input: {
    change: Call<unknown>;
    message: FreshMessage;
  }): Procedure<{ readonly result: unknown; readonly stored: StoredMessage | null }> {
    const result = yield* begin(input.change);
    if (isFailure(result)) return { result, stored: null };
    const stored = yield* storeMessage(input.message);
    return { result, stored: isFailure(stored) ? null : stored };
  },
);
