/** Messages that are posted later, as their authors. */
import { type ErrorCode, type Failure, fail, isFailure } from "../protocol/errors.ts";
import type { StoredMessage } from "./messages.ts";
import { type NewMessage, originalOf, type RoomGone, storeMessage } from "./post-message.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { type Gone, refusedAsGone } from "./still-there.ts";
import type { ScheduledRow } from "./tables.ts";

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

const insertRow = prepared<Omit<ScheduledRow, "error_code" | "error_text">>()((value) =>
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
    .selectAll()
    .where("author", "=", value("author"))
    .orderBy("send_at")
    .orderBy("id"),
);
const due = prepared<{ now: number; limit: number }>()((value) =>
  sql
    .selectFrom("scheduled_messages")
    .selectAll()
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
    .returningAll(),
);
const setTime = prepared<{ id: string; send_at: number }>()((value) =>
  sql
    .updateTable("scheduled_messages")
    .set({ send_at: value("send_at") })
    .where("id", "=", value("id")),
);

function unpacked(row: ScheduledRow): Scheduled {
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

/** @param input.most how many an author may have */
export const schedule = write(
  "scheduled.insert",
  function* (input: {
    message: Omit<Scheduled, "error">;
    most: number;
  }): Procedure<null | Failure<"too_many" | Gone>> {
    const { message, most } = input;
    const { id, author, room, content, replyTo, sendAt, createdAt } = message;
    const own = yield* row(countOf({ author }));
    if ((own?.count ?? 0) >= most) return fail("too_many", { things: "scheduled messages", limit: most });
    const gone = yield* refusedAsGone(author, room);
    if (gone) return gone;
    yield insertRow({ id, author, room, content, reply_to: replyTo, send_at: sendAt, created_at: createdAt });
    return null;
  },
);

export const unschedule = write(
  "scheduled.delete",
  function* (input: { id: string; author: string }): Procedure<null | Failure<"scheduled_not_found">> {
    return (yield* row(removeRow(input))) ? null : fail("scheduled_not_found");
  },
);

/**
 * Posts the message and deletes it from the list in one transaction, so that it is posted once. Null when it is no
 * longer on the list. After a failure it stays on the list.
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
    const { author } = message;
    if (!(yield* row(waiting({ id, author })))) return null;
    const original = yield* originalOf(message);
    if (isFailure(original)) return original;
    const stored = yield* storeMessage(message, original);
    if (!isFailure(stored)) yield removeRow({ id, author });
    return stored;
  },
);

/** Keeps why it could not be posted. It stays on its author's list. Null when it is no longer there. */
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
 * The author's messages, the next one first, with those that failed. It changes nothing. It runs among the writes so that
 * the answer has its place among the events.
 */
export const scheduledOf = write("scheduled.of", function* (input: { author: string }): Procedure<
  readonly Scheduled[]
> {
  return (yield* rows(ofAuthor(input))).map(unpacked);
});

/** Messages whose time has come, the earliest first. */
export const dueScheduled = read(
  "scheduled.due",
  function* (input: { now: number; limit: number }): Procedure<readonly Scheduled[]> {
    return (yield* rows(due(input))).map(unpacked);
  },
);
