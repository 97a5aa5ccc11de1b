/**
 * Read markers: up to which position each user has read each room. Counts come from positions, so they are
 * exact after any deletion, and cost the same however much is unread.
 */
import { sql as raw } from "kysely";
import { type Failure, fail } from "../protocol/errors.ts";
import { positionBits, positionOf, roomOf } from "./positions.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { messageKeyIn, newestIn } from "./rooms.ts";
import { mentionsAfter } from "./unread-mentions.ts";

const bits = raw.lit(positionBits);

/** How far a user has read a room, and what came after it. */
export interface UnreadCount {
  readonly room: number;
  /** Id of the message at the marker, which may be deleted since; null without a marker. */
  readonly lastRead: string | null;
  /** Messages of others after the marker. */
  readonly unread: number;
  /** How many of them mention the user or one of their present roles. */
  readonly pings: number;
  /** All messages of the room. */
  readonly total: number;
}

/** Whose messages and mentions count: roles as they are at the moment. */
export interface Reader {
  readonly user: string;
  /** Role ids. */
  readonly roles: readonly string[];
}

/**
 * Sets the marker. `posted`: the position of the user's own message that moved it, else 0; their messages come in order. A user
 * that was removed before the message was stored gets no marker.
 */
const place = prepared<{ user: string; room: number; position: number; message: string; posted: number }>()(
  (value) =>
    sql
      .insertInto("read_markers")
      .columns(["user", "room", "position", "message", "posted"])
      .expression((eb) =>
        eb
          .selectFrom("users")
          .select((member) => [
            "id as user",
            member.val(value("room")).as("room"),
            member.val(value("position")).as("position"),
            member.val(value("message")).as("message"),
            member.val(value("posted")).as("posted"),
          ])
          .where("id", "=", value("user"))
          .where("left_at", "is", null),
      )
      .onConflict((conflict) =>
        conflict.columns(["user", "room"]).doUpdateSet((eb) => ({
          position: eb.ref("excluded.position"),
          message: eb.ref("excluded.message"),
          posted: eb.fn<number>("max", [eb.ref("read_markers.posted"), eb.ref("excluded.posted")]),
        })),
      ),
);
const positionOfMarker = prepared<{ user: string; room: number }>()((value) =>
  sql
    .selectFrom("read_markers")
    .select("position")
    .where("user", "=", value("user"))
    .where("room", "=", value("room")),
);
/**
 * One statement for all rooms: seven hundred of them asked one by one would take longer than the rest of a login.
 * Where nothing is unread, or nothing was ever deleted, it looks no further; else the gaps up to the marker are
 * counted as in `rankOf`.
 */
const standings = prepared<{ user: string; rooms: string }>()((value) => {
  const gaps = (blocks: ReturnType<typeof raw>) =>
    raw`coalesce((SELECT sum(deleted) FROM message_gaps WHERE channel = room AND ${blocks}), 0)`;
  // Positions start at 1: position 0 never existed, but is no gap.
  const leafGaps = raw`(position & 255) + (position > 255) - (
    SELECT count(*) FROM messages
    WHERE key >= (room << ${bits}) + (position >> 8 << 8) AND key <= (room << ${bits}) + position
  )`;
  const statement = raw<Standing>`
    WITH place AS MATERIALIZED (
      SELECT channels.id AS room, last_position AS last, message, coalesce(read_markers.position, 0) AS position,
        coalesce(posted, 0) AS posted,
        coalesce((SELECT sum(deleted) FROM message_gaps WHERE channel = channels.id AND level = 2), 0) AS deleted
      FROM json_each(${value("rooms")}) AS wanted
      JOIN channels ON channels.id = wanted.value AND deleted_at IS NULL
      LEFT JOIN read_markers ON read_markers.user = ${value("user")} AND read_markers.room = channels.id
    )
    SELECT room, message, position, last - deleted AS total,
      CASE WHEN position >= last THEN last - deleted WHEN deleted = 0 THEN position ELSE
        position
        - ${gaps(raw`level = 2 AND block < position >> 24`)}
        - ${gaps(raw`level = 1 AND block >= (position >> 24) << 8 AND block < position >> 16`)}
        - ${gaps(raw`level = 0 AND block >= (position >> 16) << 8 AND block < position >> 8`)}
        - CASE WHEN EXISTS (
            SELECT 1 FROM message_gaps WHERE channel = room AND level = 0 AND block = position >> 8
          ) THEN ${leafGaps} ELSE 0 END
      END AS read,
      CASE WHEN position >= posted THEN 0 ELSE (
        SELECT count(*) FROM messages
        WHERE author = ${value("user")} AND key > (room << ${bits}) + position AND key <= (room << ${bits}) + posted
      ) END AS own
    FROM place`;
  return { compile: () => statement.compile(sql) };
});

interface Standing {
  readonly room: number;
  readonly message: string | null;
  readonly position: number;
  readonly total: number;
  /** Messages up to the marker. */
  readonly read: number;
  /** Own messages after it. */
  readonly own: number;
}

function* countsIn(reader: Reader, rooms: readonly number[]): Procedure<UnreadCount[]> {
  const counts: UnreadCount[] = [];
  const behind: { room: number; position: number; unread: number }[] = [];
  for (const standing of yield* rows(standings({ user: reader.user, rooms: JSON.stringify(rooms) }))) {
    const { room, message, position, total, read, own } = standing;
    const unread = total - read - own;
    if (unread > 0) behind.push({ room, position, unread });
    counts.push({ room, lastRead: message, unread, pings: 0, total });
  }
  if (behind.length === 0) return counts;
  const pings = yield* mentionsAfter(reader, behind);
  return counts.map((count) => ({ ...count, pings: pings.get(count.room) ?? 0 }));
}

const roomsJoined = prepared<{ user: string }>()((value) =>
  sql.selectFrom("thread_members").select("room").where("user", "=", value("user")),
);

/**
 * Unread counts of the user in these rooms, and in the threads that they joined. It changes nothing, but runs among the
 * changes: so the counts have a place in the stream of events, and no message is counted twice or not at all.
 */
export const unreadCounts = write(
  "markers.counts",
  function* (input: Reader & { rooms: readonly number[]; joined: boolean }): Procedure<UnreadCount[]> {
    const joined = input.joined ? yield* rows(roomsJoined({ user: input.user })) : [];
    return yield* countsIn(input, [...input.rooms, ...joined.map(({ room }) => room)]);
  },
);

export interface Marked {
  /** The marker has moved. */
  readonly moved: boolean;
  readonly count: UnreadCount;
}

/** So many messages can become unread again: own ones among them are counted one by one. */
export const maxSetBack = 10_000;

function tooOld(): Failure<"invalid_field"> {
  const problem = `only the newest ${maxSetBack.toLocaleString("en")} messages can be made unread again`;
  return fail("invalid_field", { field: "message_id", problem });
}

function* namedIn(room: number, id: string): Procedure<{ key: number; id: string } | undefined> {
  const key = yield* messageKeyIn(room, id);
  return key === undefined ? undefined : { key, id };
}

/**
 * Moves the marker to a message, or to the newest one; only forward, unless forced. An empty room has nothing to
 * mark.
 */
export const markRead = write(
  "marker.move",
  function* (
    input: Reader & { room: number; message: string | null; force: boolean },
  ): Procedure<Marked | Failure<"message_not_found" | "invalid_field">> {
    const { user, room, message, force } = input;
    const found = message === null ? yield* newestIn(room) : yield* namedIn(room, message);
    if (message !== null && !found) return fail("message_not_found");
    const before = (yield* row(positionOfMarker({ user, room })))?.position ?? 0;
    const position = found ? positionOf(found.key) : before;
    if (force && position < before) {
      const newest = yield* newestIn(room);
      if (newest && positionOf(newest.key) - position > maxSetBack) return tooOld();
    }
    const moved = force ? position !== before : position > before;
    if (moved && found) yield place({ user, room, position, message: found.id, posted: 0 });
    const [count] = yield* countsIn(input, [room]);
    return count ? { moved, count } : fail("message_not_found");
  },
);

/** Does the user's marker stand at this message, or at a newer one of the room? */
export function* hasRead(user: string, key: number): Procedure<boolean> {
  const marker = yield* row(positionOfMarker({ user, room: roomOf(key) }));
  return marker !== undefined && marker.position >= positionOf(key);
}

/** Part of larger changes: an author has read everything before the message. */
export function* markPosted(user: string, key: number, message: string): Procedure<void> {
  const position = positionOf(key);
  yield place({ user, room: roomOf(key), position, message, posted: position });
}

const markAll = prepared<{ user: string; threads: number }>()((value) =>
  sql
    .insertInto("read_markers")
    .columns(["user", "room", "position", "message", "posted"])
    .expression((eb) =>
      eb
        .selectFrom("channels")
        .select((channel) => [
          channel.val(value("user")).as("user"),
          "channels.id as room",
          "last_position as position",
          channel
            .selectFrom("messages")
            .select("messages.id")
            .where("key", ">", raw<number>`channels.id << ${bits}`)
            .where("key", "<=", raw<number>`(channels.id << ${bits}) + last_position`)
            .orderBy("key", "desc")
            .limit(1)
            .as("message"),
          // A member who comes back may have written some of it.
          "last_position as posted",
        ])
        .where((room) => room.or([room("type", "!=", "thread"), room(room.val(value("threads")), "=", 1)]))
        .where("deleted_at", "is", null)
        .where("last_position", ">", 0),
    ),
);
const dropAll = prepared<{ user: string }>()((value) =>
  sql.deleteFrom("read_markers").where("user", "=", value("user")),
);
/**
 * Part of larger changes: for a new member everything that was there before counts as read.
 *
 * @param returns they were members before, and may have written in threads that they join again
 */
export function* markEverythingRead(user: string, returns: boolean): Procedure<void> {
  yield dropAll({ user });
  yield markAll({ user, threads: Number(returns) });
}
