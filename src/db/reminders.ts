/** What members asked to be reminded of. A reminder stays until its user deletes it. */
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { type Gone, refusedAsGone } from "./still-there.ts";
import type { ReminderRow } from "./tables.ts";

export interface Reminder {
  readonly id: string;
  readonly user: string;
  readonly text: string;
  /** The room of the message that it is about, or null. */
  readonly room: number | null;
  /** Id of that message. */
  readonly message: string | null;
  /** Unix seconds. */
  readonly remindAt: number;
  readonly createdAt: number;
}

const insertRow = prepared<{ [Column in keyof ReminderRow]: ReminderRow[Column] }>()((value) =>
  sql.insertInto("reminders").values({
    id: value("id"),
    user: value("user"),
    text: value("text"),
    room: value("room"),
    message: value("message"),
    remind_at: value("remind_at"),
    created_at: value("created_at"),
  }),
);
const countOf = prepared<{ user: string }>()((value) =>
  sql
    .selectFrom("reminders")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user", "=", value("user")),
);
const ofUser = prepared<{ user: string }>()((value) =>
  sql
    .selectFrom("reminders")
    .selectAll()
    .where("user", "=", value("user"))
    .orderBy("remind_at")
    .orderBy("id"),
);
const dueOfUser = prepared<{ user: string; now: number }>()((value) =>
  sql
    .selectFrom("reminders")
    .selectAll()
    .where("user", "=", value("user"))
    .where("remind_at", "<=", value("now"))
    .orderBy("remind_at")
    .orderBy("id"),
);
const between = prepared<{ after: number; id: string; now: number; limit: number }>()((value) =>
  sql
    .selectFrom("reminders")
    .selectAll()
    .where(({ eb, or, and }) =>
      or([
        eb("remind_at", ">", value("after")),
        and([eb("remind_at", "=", value("after")), eb("id", ">", value("id"))]),
      ]),
    )
    .where("remind_at", "<=", value("now"))
    .orderBy("remind_at")
    .orderBy("id")
    .limit(value("limit")),
);
const removeRow = prepared<{ id: string; user: string }>()((value) =>
  sql.deleteFrom("reminders").where("id", "=", value("id")).where("user", "=", value("user")).returning("id"),
);

const unpacked = ({ id, user, text, room, message, remind_at, created_at }: ReminderRow): Reminder => ({
  id,
  user,
  text,
  room,
  message,
  remindAt: remind_at,
  createdAt: created_at,
});

/** @param input.most how many a user may have */
export const insertReminder = write(
  "reminder.insert",
  function* (input: { reminder: Reminder; most: number }): Procedure<null | Failure<"too_many" | Gone>> {
    const { reminder, most } = input;
    const { id, user, text, room, message, remindAt, createdAt } = reminder;
    const own = yield* row(countOf({ user }));
    if ((own?.count ?? 0) >= most) return fail("too_many", { things: "reminders", limit: most });
    const gone = yield* refusedAsGone(user, room);
    if (gone) return gone;
    yield insertRow({ id, user, text, room, message, remind_at: remindAt, created_at: createdAt });
    return null;
  },
);

export const deleteReminder = write(
  "reminder.delete",
  function* (input: { id: string; user: string }): Procedure<null | Failure<"reminder_not_found">> {
    return (yield* row(removeRow(input))) ? null : fail("reminder_not_found");
  },
);

/** The user's reminders, the next one first. It runs among the writes so that the answer has its place among the events. */
export const remindersOf = write("reminder.of", function* (input: { user: string }): Procedure<
  readonly Reminder[]
> {
  return (yield* rows(ofUser(input))).map(unpacked);
});

/** The user's reminders whose time has come. */
export const dueRemindersOf = read(
  "reminder.due_of",
  function* (input: { user: string; now: number }): Procedure<readonly Reminder[]> {
    return (yield* rows(dueOfUser(input))).map(unpacked);
  },
);

/** Reminders whose time has come, after the one with this time and id, the earliest first. */
export const dueReminders = read(
  "reminder.due",
  function* (input: {
    after: number;
    id: string;
    now: number;
    limit: number;
  }): Procedure<readonly Reminder[]> {
    return (yield* rows(between(input))).map(unpacked);
  },
);
