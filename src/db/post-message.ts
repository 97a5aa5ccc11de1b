/** Storing new messages. */

import { markPosted } from "./markers.ts";
import { changeMentions } from "./mentions.ts";
import {
  complete,
  messageIn,
  messageWithId,
  pingsOrNull,
  type StoredMessage,
  type StoredPings,
} from "./messages.ts";
import { messageOfNonce, useNonce } from "./nonces.ts";
import { keyOf } from "./positions.ts";
import { type Procedure, prepared, row, sql, write } from "./procedure.ts";
import { wakeThread } from "./rooms.ts";
import { awaitIndexing } from "./search-index.ts";
import type { MessageRow } from "./tables.ts";

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

export const insertMessage = write("message.insert", function* (input: NewMessage): Procedure<InsertOutcome> {
  return yield* storeMessage(input);
});

/** Part of larger changes: see `insertMessage`. */
export function* storeMessage(input: NewMessage): Procedure<InsertOutcome> {
  const { author, nonce, nonceAt = input.now } = input;
  if (nonce !== null) {
    const used = yield* messageOfNonce(author, nonce, nonceAt);
    if (used !== undefined) {
      const first = yield* messageWithId(used);
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
