/** Messages that go by age: the oldest of a room first, never pinned ones. Their threads, once they are empty. */
import type { RoomTail } from "../chat/model.ts";
import { removeMessageRow } from "./delete-message.ts";
import { createGaps, positionBits } from "./positions.ts";
import { type Procedure, prepared, read, row, rows, sql, type Typed, write } from "./procedure.ts";
import { closeRoom, newestIn, tailOf, wholeRoom } from "./rooms.ts";

const day = 86_400_000_000;

interface DueRow {
  readonly room: number;
  readonly before: number;
  readonly empty: number;
}

/**
 * The room with the lowest number that has something to delete. A room's messages are in the order of their times, so
 * its first one that isn't pinned decides.
 */
const firstDue = (now: number, days: number): Typed<DueRow> => ({
  text: `
    WITH ruled AS (
      SELECT room.id AS room, threads.archived = 1 AND threads.pinned = 0 AS may_end, threads.created_at AS created_at,
        ?1 - coalesce(home.retention_days, ?2) * ${day} AS before
      FROM channels AS room
      LEFT JOIN threads ON threads.room = room.id
      JOIN channels AS home ON home.id = coalesce(threads.parent, room.id)
      WHERE room.deleted_at IS NULL AND home.deleted_at IS NULL AND home.hidden_at IS NULL
        AND coalesce(home.retention_days, ?2) > 0
    )
    SELECT room, before, (SELECT key FROM messages
        WHERE key >= room << ${positionBits} AND key < (room + 1) << ${positionBits} LIMIT 1) IS NULL AS "empty"
      FROM ruled
      WHERE (SELECT at FROM messages
          WHERE key >= room << ${positionBits} AND key < (room + 1) << ${positionBits} AND pinned = 0
          ORDER BY key LIMIT 1) < before
        OR (may_end = 1 AND created_at * 1000000 < before AND NOT EXISTS (SELECT 1 FROM messages
          WHERE key >= room << ${positionBits} AND key < (room + 1) << ${positionBits}))
      ORDER BY room LIMIT 1`,
  values: [now, days],
});
const oldest = prepared<{ from: number; to: number; before: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select("key")
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .where("pinned", "=", 0)
    .where("at", "<", value("before"))
    .orderBy("key")
    .limit(value("limit")),
);
const byKey = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").selectAll().where("key", "=", value("key")),
);
const openRoom = prepared<{ id: number }>()((value) =>
  sql.selectFrom("channels").select("id").where("id", "=", value("id")).where("deleted_at", "is", null),
);
const endedThread = prepared<{ room: number }>()((value) =>
  sql
    .selectFrom("threads")
    .select("id")
    .where("room", "=", value("room"))
    .where("archived", "=", 1)
    .where("pinned", "=", 0),
);

export interface Due {
  readonly room: number;
  /** Keys of the oldest messages to delete. None: the room is that of an archived thread without messages. */
  readonly keys: readonly number[];
}

/**
 * What goes next by age; null: nothing.
 *
 * @param input.now microseconds since the epoch
 * @param input.days the rule of channels that have none of their own; 0: never
 * @param input.limit messages
 */
export const dueByAge = read(
  "retention.due",
  function* (input: { now: number; days: number; limit: number }): Procedure<Due | null> {
    const due = yield* row(firstDue(input.now, input.days));
    if (!due) return null;
    const { room, before } = due;
    if (due.empty) return { room, keys: [] };
    const some = yield* rows(oldest({ ...wholeRoom(room), before, limit: input.limit }));
    return { room, keys: some.map(({ key }) => key) };
  },
);

/** Deletes these messages of a room, apart from those that were pinned or deleted meanwhile. */
export const expireMessages = write("retention.messages", function* ({ room, keys }: Due): Procedure<{
  readonly ids: readonly string[];
  readonly newest: RoomTail | null;
}> {
  const ids: string[] = [];
  const gaps = createGaps();
  // The messages of a deleted room go with it.
  const open = yield* row(openRoom({ id: room }));
  for (const key of open ? keys : []) {
    const found = yield* row(byKey({ key }));
    if (found?.pinned !== 0) continue;
    yield* removeMessageRow(found, gaps);
    ids.push(found.id);
  }
  yield* gaps.write();
  return { ids, newest: yield* tailOf(room) };
});

/** Deletes an archived thread without messages. False: it is not that any more. @param input.now Unix seconds */
export const expireThread = write(
  "retention.thread",
  function* ({ room, now }: { room: number; now: number }): Procedure<boolean> {
    if (!(yield* row(endedThread({ room }))) || (yield* newestIn(room))) return false;
    yield* closeRoom(room, now);
    return true;
  },
);
