/** Threads: their creators, participants and rooms. */
import type { RoomTail, Thread } from "../chat/model.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import type { StoredMessage } from "./messages.ts";
import { type FreshMessage, storeMessage } from "./post-message.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { closeRoom, openRoom, tailOf } from "./rooms.ts";
import { requireThere } from "./still-there.ts";

const insertRow = prepared<{
  id: string;
  room: number;
  parent: number;
  name: string;
  created_by: string;
  created_at: number;
}>()((value) =>
  sql.insertInto("threads").values({
    id: value("id"),
    room: value("room"),
    parent: value("parent"),
    name: value("name"),
    created_by: value("created_by"),
    created_at: value("created_at"),
  }),
);
const updateRow = prepared<{
  room: number;
  name: string | null;
  locked: number | null;
  archived: number | null;
  pinned: number | null;
}>()((value) =>
  sql
    .updateTable("threads")
    .set((eb) => ({
      name: eb.fn.coalesce(eb.val(value("name")), "name"),
      locked: eb.fn.coalesce(eb.val(value("locked")), "locked"),
      archived: eb.fn.coalesce(eb.val(value("archived")), "archived"),
      pinned: eb.fn.coalesce(eb.val(value("pinned")), "pinned"),
    }))
    .where("room", "=", value("room")),
);
const addMember = prepared<{ room: number; user: string; ordinal: number }>()((value) =>
  sql
    .insertInto("thread_members")
    .values({ room: value("room"), user: value("user"), ordinal: value("ordinal") })
    .onConflict((conflict) => conflict.doNothing()),
);
const lastOrdinal = prepared<{ room: number }>()((value) =>
  sql
    .selectFrom("thread_members")
    .select((eb) => eb.fn.max("ordinal").as("last"))
    .where("room", "=", value("room")),
);
const removeMember = prepared<{ room: number; user: string }>()((value) =>
  sql.deleteFrom("thread_members").where("room", "=", value("room")).where("user", "=", value("user")),
);
const openForum = prepared<{ id: number }>()((value) =>
  sql
    .selectFrom("channels")
    .select("id")
    .where("id", "=", value("id"))
    .where("type", "=", "forum")
    .where("deleted_at", "is", null),
);
const roomsOf = prepared<{ parent: number }>()((value) =>
  sql.selectFrom("threads").select("room").where("parent", "=", value("parent")),
);
const allRows = prepared<Record<never, never>>()(() =>
  sql.selectFrom("threads").selectAll().orderBy("created_at").orderBy("room"),
);
const allMembers = prepared<Record<never, never>>()(() =>
  sql.selectFrom("thread_members").select(["room", "user"]).orderBy("room").orderBy("ordinal"),
);

export type NewThread = Omit<Thread, "room" | "locked" | "archived" | "pinned">;

/**
 * A new thread, with its first message if there is one: both, or neither. Null when its forum has been deleted
 * or become something else meanwhile.
 */
export const createThread = write(
  "thread.create",
  function* (input: {
    thread: NewThread;
    first: Omit<FreshMessage, "room"> | null;
  }): Procedure<{ room: number; first: StoredMessage | null } | Failure<"channel_not_found">> {
    const { thread, first } = input;
    if (!(yield* row(openForum({ id: thread.parent })))) return fail("channel_not_found");
    yield* requireThere({ members: thread.participants });
    const room = yield* openRoom(thread.id);
    yield insertRow({
      id: thread.id,
      room,
      parent: thread.parent,
      name: thread.name,
      created_by: thread.createdBy,
      created_at: thread.createdAt,
    });
    for (const [ordinal, user] of thread.participants.entries()) yield addMember({ room, user, ordinal });
    if (first === null) return { room, first: null };
    const stored = yield* storeMessage({ ...first, room });
    // It can fail in a room that was there before; this one is new.
    if (isFailure(stored)) throw new Error(`the first message of a thread: ${stored.code}`);
    return { room, first: stored };
  },
);

/** The changes of a thread. */
export type ThreadChange = Partial<Pick<Thread, "name" | "locked" | "archived" | "pinned">>;

/** Changes only the given fields: a message may bring the thread back meanwhile. */
export const updateThread = write(
  "thread.update",
  function* (input: { room: number; change: ThreadChange }): Procedure<null> {
    const { name = null, locked, archived, pinned } = input.change;
    const flag = (value: boolean | undefined) => (value === undefined ? null : Number(value));
    const flags = { locked: flag(locked), archived: flag(archived), pinned: flag(pinned) };
    yield updateRow({ room: input.room, name, ...flags });
    return null;
  },
);

export const joinThread = write(
  "thread.join",
  function* (input: { room: number; user: string }): Procedure<null> {
    yield* requireThere({ members: [input.user], rooms: [input.room] });
    const last = yield* row(lastOrdinal({ room: input.room }));
    yield addMember({ ...input, ordinal: (last?.last ?? -1) + 1 });
    return null;
  },
);

export const leaveThread = write(
  "thread.leave",
  function* (input: { room: number; user: string }): Procedure<null> {
    yield removeMember(input);
    return null;
  },
);

/** Has this forum any threads? */
export function* hasThreads(parent: number): Procedure<boolean> {
  return (yield* row(roomsOf({ parent }))) !== undefined;
}

export const deleteThread = write(
  "thread.delete",
  function* (input: { room: number; now: number }): Procedure<null> {
    yield* closeRoom(input.room, input.now);
    return null;
  },
);

/** Part of larger changes: all threads of a channel that is deleted. @param now Unix seconds */
export function* removeThreadsOf(channel: number, now: number): Procedure<void> {
  for (const { room } of yield* rows(roomsOf({ parent: channel }))) yield* closeRoom(room, now);
}

export interface LoadedThread {
  readonly thread: Thread;
  readonly tail: RoomTail | null;
}

/** All threads, oldest first, each with its newest message; also those of hidden channels. */
export function* loadThreads(): Procedure<LoadedThread[]> {
  const participants = new Map<number, string[]>();
  for (const { room, user } of yield* rows(allMembers({}))) {
    const users = participants.get(room);
    if (users) users.push(user);
    else participants.set(room, [user]);
  }
  const loaded: LoadedThread[] = [];
  for (const stored of yield* rows(allRows({}))) {
    const thread: Thread = {
      id: stored.id,
      room: stored.room,
      parent: stored.parent,
      name: stored.name,
      createdBy: stored.created_by,
      createdAt: stored.created_at,
      locked: stored.locked !== 0,
      archived: stored.archived !== 0,
      pinned: stored.pinned !== 0,
      participants: participants.get(stored.room) ?? [],
    };
    loaded.push({ thread, tail: yield* tailOf(stored.room) });
  }
  return loaded;
}
