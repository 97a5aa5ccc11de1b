/** Storing new messages. */

import { type Attachment, kindsOf } from "../chat/attachments.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { type AttachFailure, type Attaching, attachable, attachTo } from "./attachments.ts";
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
import { createPostedEnds, type PostedEnds } from "./posted-ends.ts";
import { begin, type Call, type Procedure, prepared, sql, write, writeSeveral } from "./procedure.ts";
import { awaitPush } from "./push-queue.ts";
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

/** What has no more than these columns takes less time to store. */
const insertPlain = prepared<Pick<MessageRow, "key" | "id" | "author" | "content" | "at">>()((value) =>
  sql.insertInto("messages").values({
    key: value("key"),
    id: value("id"),
    author: value("author"),
    content: value("content"),
    at: value("at"),
  }),
);

/** Several that were posted behind one another are stored as one change. */
export const insertMessage = writeSeveral("message.insert", {
  pack: packedInput,
  *run(inputs: readonly PackedInput[]): Procedure<PackedOutcome[]> {
    const ends = createPostedEnds();
    const outcomes: PackedOutcome[] = [];
    for (const input of inputs) outcomes.push(packedOutcome(yield* insertOne(unpackedInput(input), ends)));
    yield* ends.write();
    return outcomes;
  },
  unpack: unpackedOutcome,
});

/** Most messages have nothing but these. */
type PackedInput =
  | NewMessage
  | readonly [
      id: string,
      room: number,
      author: string,
      content: string,
      now: number,
      wakes: 0 | 1,
      nonce?: string,
      nonceAt?: number,
    ];

const nobody = { users: [], roles: [] };

function packedInput(input: NewMessage): PackedInput {
  const { id, room, author, content, now, nonce, nonceAt = now, mentions, attachments, extra } = input;
  const isMore = input.replyTo ?? input.ping ?? input.embeds ?? attachments ?? extra ?? input.byNobody;
  if (isMore !== null && isMore !== undefined) return input;
  if (input.onlyRepeats || mentions.users.length > 0 || mentions.roles.length > 0) return input;
  const wakes = input.wakes ? 1 : 0;
  if (nonce === null) return [id, room, author, content, now, wakes];
  return [id, room, author, content, now, wakes, nonce, nonceAt];
}

function unpackedInput(input: PackedInput): NewMessage {
  if ("id" in input) return input;
  const [id, room, author, content, now, wakes, nonce = null, nonceAt = now] = input;
  return {
    id,
    room,
    author,
    content,
    now,
    replyTo: null,
    ping: null,
    mentions: nobody,
    embeds: null,
    nonce,
    nonceAt,
    wakes: wakes === 1,
  };
}

function* insertOne(input: NewMessage, ends: PostedEnds): Procedure<InsertOutcome> {
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
  const message = yield* storeAtEnd(input, ends, original, attachments);
  if (isFailure(message)) return message;
  // Only a stored message uses up its nonce: a refused one may be sent again.
  if (nonce !== null) yield* useNonce({ author, nonce, message: input.id, now: nonceAt });
  return { kind: "stored", message };
}

/** As it travels from the database thread: the time is all that the sender of most messages lacks. */
type PackedOutcome = InsertOutcome | number;

function packedOutcome(outcome: InsertOutcome): PackedOutcome {
  if (isFailure(outcome) || outcome.kind !== "stored") return outcome;
  const { at, replyTo, pings, attachments } = outcome.message;
  return replyTo === null && pings === null && attachments === null ? at : outcome;
}

function unpackedOutcome(outcome: PackedOutcome, input: NewMessage): InsertOutcome {
  return typeof outcome === "number" ? { kind: "stored", message: plainMessage(input, outcome) } : outcome;
}

/** A message as it is stored if it replies to nothing, calls nobody and has no attachments. */
function plainMessage(input: FreshMessage, at: number): StoredMessage {
  return {
    id: input.id,
    room: input.room,
    author: input.author,
    content: input.content,
    at,
    replyTo: null,
    ping: input.ping,
    pings: null,
    embeds: input.embeds,
    webhook: input.extra?.webhook ?? null,
    interaction: input.extra?.interaction ?? null,
    editedAt: null,
    pinned: false,
    reactions: null,
    attachments: null,
  };
}

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
): Procedure<StoredMessage | Failure<RoomGone>> {
  const ends = createPostedEnds();
  const stored = yield* storeAtEnd(input, ends, original, []);
  yield* ends.write();
  return stored;
}

function* storeAtEnd(
  input: FreshMessage,
  ends: PostedEnds,
  original: MessageRow | undefined,
  attachments: readonly Attachment[],
): Procedure<StoredMessage | Failure<RoomGone>> {
  const { id, room, author, content, ping, embeds } = input;
  const calls = original && ping !== false && original.author !== author;
  const pings = pingsOrNull({ ...input.mentions, replies: calls ? [original.author] : [] });
  const place = yield* ends.next(room, input.now);
  if (!place) return fail(input.wakes ? "thread_not_found" : "channel_not_found");
  const { key, at } = place;
  const extra = attachments.length > 0 ? { ...input.extra, files: kindsOf(attachments) } : input.extra;
  const isPlain = !original && ping === null && !pings && !embeds && !extra;
  const stored = isPlain
    ? insertPlain({ key, id, author, content, at })
    : insertRow({
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
        extra: extra ? JSON.stringify(extra) : null,
      });
  yield { ...stored, counts: "message" };
  if (input.wakes) ends.wake(room);
  if (attachments.length > 0) yield* attachTo(key, attachments);
  if (pings) yield* changeMentions({ key, at, author }, null, pings);
  if (pings && input.pushes) yield* awaitPush(key);
  if (!input.byNobody) ends.mark({ user: author, room, key, message: id });
  return {
    ...plainMessage(input, at),
    replyTo: original ? { id: original.id, author: original.author } : null,
    pings,
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
