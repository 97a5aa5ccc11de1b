/** Histories: stretches of a room's messages, by place or around one of them, and the replies to one. */
import { attachmentsBetween } from "./attachments.ts";
import { hasRead } from "./markers.ts";
import { type Beside, completeAll, decode, messageIn, type StoredMessage } from "./messages.ts";
import { keyAtRank, messageCount, positionOf, rankOf } from "./positions.ts";
import { type Procedure, prepared, read, row, rows, sql } from "./procedure.ts";
import { reactionsBetween } from "./reactions.ts";
import { wholeRoom } from "./rooms.ts";
import type { MessageRow } from "./tables.ts";
import { answerCharacters, firstFitting, minMessages, weightOf } from "./weight.ts";

/** A stretch of history, oldest first, and where it lies in the room. */
export interface MessagePage {
  readonly messages: readonly StoredMessage[];
  /** Messages older than the first of the page; with an empty page, than the point asked for. */
  readonly older: number;
  /** All messages of the room. */
  readonly total: number;
}

const lastPositionOf = prepared<{ id: number }>()((value) =>
  sql.selectFrom("channels").select("last_position").where("id", "=", value("id")),
);
const ascending = prepared<{ from: number; to: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .selectAll()
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key")
    .limit(value("limit")),
);
/** Rows of a stretch of a room, newest first. */
export const descending = prepared<{ from: number; to: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .selectAll()
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key", "desc")
    .limit(value("limit")),
);

/** A page as it travels from the database thread. Most messages have nothing but these four; many pages are read. */
type PackedMessage = StoredMessage | readonly [id: string, author: string, content: string, at: number];

export interface PackedPage extends Omit<MessagePage, "messages"> {
  readonly room: number;
  readonly messages: readonly PackedMessage[];
}

function pack(stored: MessageRow, beside: Beside): PackedMessage {
  const { reply_to, ping, pings, embeds, extra, edited_at, pinned } = stored;
  const { reactions, attachments } = beside;
  const more = reply_to ?? ping ?? pings ?? embeds ?? extra ?? edited_at ?? reactions ?? attachments;
  const isPlain = more === null && pinned === 0;
  return isPlain ? [stored.id, stored.author, stored.content, stored.at] : decode(stored, beside);
}

/** The half of a page on one side of the requested point. */
interface Side {
  /** The nearest to that point first. */
  readonly found: readonly MessageRow[];
  readonly characters: number;
  readonly fewest: number;
}

/** A stretch of one room, oldest first, with as many messages of each side as fit. */
function* packPage(
  older: Side,
  newer: Side | null,
): Procedure<{ messages: PackedMessage[]; oldest: MessageRow | undefined }> {
  const oldest = older.found.at(-1) ?? newer?.found[0];
  const newest = newer?.found.at(-1) ?? older.found[0];
  if (!oldest || !newest) return { messages: [], oldest: undefined };
  const reactions = yield* reactionsBetween(oldest.key, newest.key);
  const attachments = yield* attachmentsBetween(oldest.key, newest.key);
  const beside = ({ key }: MessageRow) => ({
    reactions: reactions.get(key) ?? null,
    attachments: attachments.get(key) ?? null,
  });
  const weigh = (stored: MessageRow) => weightOf(stored, beside(stored));
  const fitting = ({ found, characters, fewest }: Side) => firstFitting(found, weigh, fewest, characters);
  const page = [...fitting(older).toReversed(), ...(newer ? fitting(newer) : [])];
  return { messages: page.map((stored) => pack(stored, beside(stored))), oldest: page[0] };
}

function unpack(packed: PackedMessage, room: number): StoredMessage {
  if ("id" in packed) return packed;
  const [id, author, content, at] = packed;
  return {
    id,
    room,
    author,
    content,
    at,
    replyTo: null,
    ping: null,
    pings: null,
    embeds: null,
    webhook: null,
    interaction: null,
    editedAt: null,
    pinned: false,
    reactions: null,
    attachments: null,
  };
}

export function unpackPage({ messages, older, total, room }: PackedPage): MessagePage {
  return { messages: messages.map((message) => unpack(message, room)), older, total };
}

interface OffsetQuery {
  readonly room: number;
  readonly skip: number;
  readonly limit: number;
  readonly reader?: string;
}

/** Part of larger changes: see `pageByOffset`. Read in a change, it holds exactly what was posted before that. */
export function* packedPageByOffset({
  room,
  skip,
  limit,
  reader,
}: OffsetQuery): Procedure<PackedPage & { readonly isRead: boolean }> {
  const last = (yield* row(lastPositionOf({ id: room })))?.last_position ?? 0;
  const total = yield* messageCount(room, last);
  const end = Math.max(0, total - skip);
  const all = wholeRoom(room);
  const to = end === total ? all.to : yield* keyAtRank(room, end, last);
  const found = to === undefined ? [] : yield* rows(descending({ from: all.from, to, limit }));
  const newest = found[0]?.key;
  const isRead = newest !== undefined && reader !== undefined && (yield* hasRead(reader, newest));
  const side = { found, characters: answerCharacters, fewest: minMessages };
  const { messages } = yield* packPage(side, null);
  return { room, messages, older: end - messages.length, total, isRead };
}

/**
 * The page of at most `limit` messages before the `skip` newest ones, fewer when they are long. `isRead`: the reader's
 * marker stands at the last of them or beyond; without a reader it is false.
 */
export const pageByOffset = read("messages.by_offset", packedPageByOffset, (page) => ({
  ...unpackPage(page),
  isRead: page.isRead,
}));

/**
 * Up to `below` older messages, the target itself (unless excluded) and up to `above` newer ones, fewer on each side
 * when they are long; null = no target.
 */
export const pageAround = read(
  "messages.around",
  function* (input: {
    room: number;
    id: string;
    below: number;
    above: number;
    withTarget: boolean;
  }): Procedure<PackedPage | null> {
    const { room, id, below, above, withTarget } = input;
    const target = yield* messageIn(room, id);
    if (!target) return null;
    const { from, to } = wholeRoom(room);
    const characters = answerCharacters / (below > 0 && above > 0 ? 2 : 1);
    const itself = Number(withTarget);
    const older = yield* rows(descending({ from, to: target.key, limit: below }));
    const newer = yield* rows(ascending({ from: target.key + 1 - itself, to, limit: above + itself }));
    const { messages, oldest } = yield* packPage(
      { found: older, characters, fewest: minMessages },
      { found: newer, characters, fewest: minMessages + itself },
    );
    const last = (yield* row(lastPositionOf({ id: room })))?.last_position ?? 0;
    return {
      room,
      messages,
      older: yield* rankOf(room, positionOf(oldest?.key ?? target.key)),
      total: yield* messageCount(room, last),
    };
  },
  (page) => page && unpackPage(page),
);

const repliesTo = prepared<{ id: string; from: number; to: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .selectAll()
    .where("reply_to", "=", value("id"))
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key")
    .limit(value("limit")),
);

/** Does a message in the room reply to this one, whether this one is still there or not? */
export const hasReplies = read(
  "message.has_replies",
  function* ({ room, id }: { room: number; id: string }): Procedure<boolean> {
    return (yield* row(repliesTo({ id, ...wholeRoom(room), limit: 1 }))) !== undefined;
  },
);

/** Replies to a message, oldest first, behind the reply `after` if it is there; `more`: there are others behind them. */
export const replies = read(
  "message.replies",
  function* (input: {
    room: number;
    id: string;
    after: string | null;
    limit: number;
  }): Procedure<{ readonly replies: readonly StoredMessage[]; readonly more: boolean } | null> {
    const { room, id, after, limit } = input;
    const range = wholeRoom(room);
    const last = after === null ? undefined : yield* messageIn(room, after);
    if (after !== null && !last) return null;
    const from = last ? last.key + 1 : range.from;
    // One more tells whether there are more.
    const found = yield* rows(repliesTo({ id, from, to: range.to, limit: limit + 1 }));
    const page = firstFitting(found.slice(0, limit), (stored) => weightOf(stored));
    return { replies: yield* completeAll(page), more: page.length < found.length };
  },
);
