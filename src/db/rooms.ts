/**
 * Rooms hold messages. Each channel is one, with the channel's id; each thread has one of its own, from the same
 * sequence of numbers. So all code for messages works for both.
 */
import type { RoomTail } from "../chat/model.ts";
import { deleteDependentsOfRoom } from "./delete-dependents.ts";
import { keyOf, roomOf } from "./positions.ts";
import { type Procedure, prepared, row, sql } from "./procedure.ts";
import { roomIsOpen } from "./still-there.ts";

/** The key range of a room: `from` inclusive, `to` exclusive. */
export function wholeRoom(room: number): { from: number; to: number } {
  return { from: keyOf(room, 0), to: keyOf(room + 1, 0) };
}

interface Newest {
  readonly key: number;
  readonly id: string;
  readonly at: number;
}

const newest = prepared<{ from: number; to: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select(["key", "id", "at"])
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key", "desc")
    .limit(1),
);

/** Where the newest message of a room stands; undefined when the room is empty. */
export function* newestIn(room: number): Procedure<Newest | undefined> {
  return yield* row(newest(wholeRoom(room)));
}

/** The same as memory keeps it. */
export function* tailOf(room: number): Procedure<RoomTail | null> {
  const last = yield* newestIn(room);
  return last ? { lastMessageId: last.id, lastMessageAt: last.at } : null;
}

const keyById = prepared<{ id: string }>()((value) =>
  sql.selectFrom("messages").select("key").where("id", "=", value("id")).where(roomIsOpen),
);

/** The key of a message, if it lies in that room, and that is open. */
export function* messageKeyIn(room: number, id: string): Procedure<number | undefined> {
  const found = yield* row(keyById({ id }));
  return found && roomOf(found.key) === room ? found.key : undefined;
}

/** The row of a new thread's room. No channel may have such a name (chat/names.ts). */
export function threadRoom(threadId: string) {
  return {
    name: `thread:${threadId}`,
    type: "thread",
    display_name: null,
    description: null,
    icon: null,
    size: null,
    permissions: "{}",
    extra: "{}",
    position: 0,
    deleted_at: null,
    hidden_at: null,
    slow_mode: 0,
    retention_days: null,
  } as const;
}

const insertRoom = prepared<{ name: string }>()((value) =>
  sql
    .insertInto("channels")
    .values({ ...threadRoom(""), name: value("name") })
    .returning("id"),
);

export function* openRoom(threadId: string): Procedure<number> {
  const opened = yield* row(insertRoom({ name: threadRoom(threadId).name }));
  return opened?.id ?? 0;
}

const markDeleted = prepared<{ id: number; now: number }>()((value) =>
  sql
    .updateTable("channels")
    .set({ deleted_at: value("now") })
    .where("id", "=", value("id"))
    .where("deleted_at", "is", null),
);

/**
 * Closes a room: nothing more is stored in it, and its messages are deleted piece by piece. A thread is deleted with
 * its room.
 *
 * @param now Unix seconds
 */
export function* closeRoom(room: number, now: number): Procedure<void> {
  yield* deleteDependentsOfRoom(room);
  yield markDeleted({ id: room, now });
}

const wake = prepared<{ room: number }>()((value) =>
  sql
    .updateTable("threads")
    .set({ archived: 0 })
    .where("room", "=", value("room"))
    .where("archived", "<>", 0),
);

/**
 * Brings a thread back if it is archived. The store decides, since the thread may be archived while a message is on its
 * way.
 */
export function* wakeThread(room: number): Procedure<void> {
  yield wake({ room });
}
