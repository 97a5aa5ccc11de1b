/** Messages that are posted later, as their authors. */
import { type ErrorCode, type Failure, fail, isFailure } from "../protocol/errors.ts";
import { messageIn, type StoredMessage } from "./messages.ts";
import { type NewMessage, type RoomGone, storeMessage } from "./post-message.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";

export interface Scheduled {
  readonly id: string;
  readonly author: string;
  readonly room: number;
  readonly content: string;
  readonly replyTo: string | null;
  /** Unix seconds. */
  readonly sendAt: number;
  readonly createdAt: number;
  /** Why it could not be posted at its time, or null. */
  readonly error: { readonly code: string; readonly text: string } | null;
}

const columns = [
  "id",
  "author",
  "room",
  "content",
  "reply_to",
  "send_at",
  "created_at",
  "error_code",
  "error_text",
] as const;

const insertRow = prepared<{
  id: string;
  author: string;
  room: number;
  content: string;
  reply_to: string | null;
  send_at: number;
  created_at: number;
}>()((value) =>
  sql.insertInto("scheduled_messages").values({
    id: value("id"),
    author: value("author"),
    room: value("room"),
    content: value("content"),
    reply_to: value("reply_to"),
    send_at: value("send_at"),
    created_at: value("created_at"),
  }),
);
const countOf = prepared<{ author: string }>()((value) =>
  sql
    .selectFrom("scheduled_messages")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("author", "=", value("author")),
);
const ofAuthor = prepared<{ author: string }>()((value) =>
  sql
    .selectFrom("scheduled_messages")
    .select(columns)
    .where("author", "=", value("author"))
    .orderBy("send_at")
    .orderBy("id"),
);
const due = prepared<{ now: number; limit: number }>()((value) =>
  sql
    .selectFrom("scheduled_messages")
    .select(columns)
    .where("error_code", "is", null)
    .where("send_at", "<=", value("now"))
    .orderBy("send_at")
    .limit(value("limit")),
);
const removeRow = prepared<{ id: string; author: string }>()((value) =>
  sql
    .deleteFrom("scheduled_messages")
    .where("id", "=", value("id"))
    .where("author", "=", value("author"))
    .returning("id"),
);
const waiting = prepared<{ id: string; author: string }>()((value) =>
  sql
    .selectFrom("scheduled_messages")
    .select("id")
    .where("id", "=", value("id"))
    .where("author", "=", value("author"))
    .where("error_code", "is", null),
);
const setError = prepared<{ id: string; code: string; text: string }>()((value) =>
  sql
    .updateTable("scheduled_messages")
    .set({ error_code: value("code"), error_text: value("text") })
    .where("id", "=", value("id"))
    .where("error_code", "is", null)
    .returning(columns),
);
const setTime = prepared<{ id: string; send_at: number }>()((value) =>
  sql
    .updateTable("scheduled_messages")
    .set({ send_at: value("send_at") })
    .where("id", "=", value("id")),
);

type Row = { readonly [Column in (typeof columns)[number]]: unknown } & {
  id: string;
  author: string;
  room: number;
  content: string;
  reply_to: string | null;
  send_at: number;
  created_at: number;
  error_code: string | null;
  error_text: string | null;
};

function unpacked(row: Row): Scheduled {
  const { id, author, room, content } = row;
  return {
    id,
    author,
    room,
    content,
    replyTo: row.reply_to,
    sendAt: row.send_at,
    createdAt: row.created_at,
    error: row.error_code === null ? null : { code: row.error_code, text: row.error_text ?? "" },
  };
}

/** @param input.most how many an author may have. Null: they have as many. */
export const schedule = write(
  "scheduled.insert",
  function* ({ message, most }: { message: Omit<Scheduled, "error">; most: number }): Procedure<true | null> {
    const { id, author, room, content, replyTo, sendAt, createdAt } = message;
    const own = yield* row(countOf({ author }));
    if ((own?.count ?? 0) >= most) return null;
    yield* requireThere({ members: [author], rooms: [room] });
    yield insertRow({ id, author, room, content, reply_to: replyTo, send_at: sendAt, created_at: createdAt });
    return true;
  },
);

/** False: there is none of this author. */
export const unschedule = write(
  "scheduled.delete",
  function* (input: { id: string; author: string }): Procedure<boolean> {
    return (yield* row(removeRow(input))) !== undefined;
  },
);

/**
 * Posts it and takes it off the list, in one change: so it is posted once, whatever happens. Null: it is off the list. A
 * failure leaves it there.
 */
export const postScheduled = write(
  "scheduled.post",
  function* ({
    id,
    message,
  }: {
    id: string;
    message: NewMessage;
  }): Procedure<StoredMessage | Failure<"reply_target_not_found" | RoomGone> | null> {
    const { author, room, replyTo } = message;
    if (!(yield* row(waiting({ id, author })))) return null;
    const original = replyTo === null ? undefined : yield* messageIn(room, replyTo);
    if (replyTo !== null && !original) return fail("reply_target_not_found");
    const stored = yield* storeMessage(message, original);
    if (!isFailure(stored)) yield removeRow({ id, author });
    return stored;
  },
);

/** It could not be posted, and stays on its author's list. Null: it is off the list. */
export const failScheduled = write(
  "scheduled.fail",
  function* (input: { id: string; code: ErrorCode; text: string }): Procedure<Scheduled | null> {
    const failed = yield* row(setError(input));
    return failed ? unpacked(failed) : null;
  },
);

export const postponeScheduled = write(
  "scheduled.postpone",
  function* ({ id, sendAt }: { id: string; sendAt: number }): Procedure<null> {
    yield setTime({ id, send_at: sendAt });
    return null;
  },
);

/**
 * Those of an author, the next one first; those that failed stay among them. It changes nothing: among the writes, so that
 * the answer has its place among the events.
 */
export const scheduledOf = write("scheduled.of", function* (input: { author: string }): Procedure<
  readonly Scheduled[]
> {
  return (yield* rows(ofAuthor(input))).map(unpacked);
});

/** Those whose time has come, the earliest first. */
export const dueScheduled = read(
  "scheduled.due",
  function* (input: { now: number; limit: number }): Procedure<readonly Scheduled[]> {
    return (yield* rows(due(input))).map(unpacked);
  },
);
