/** Several messages in one commit: they are stored together, with the same result as one by one. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { addMembers, type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { textChannel } from "../../tests/support/plain.ts";
import { changeChannelList } from "./channels.ts";
import { markRead } from "./markers.ts";
import { insertMessage, type NewMessage } from "./post-message.ts";
import type { Write } from "./procedure.ts";
import { createThread } from "./threads.ts";
import { removeUser } from "./users.ts";

/** A channel, another one, a forum's thread, a channel that was deleted, a forum, and no room at all. */
const rooms = { general: 1, kitchen: 2, thread: 5, hall: 3, forum: 4, nowhere: 9 };

function prepared(): MemoryDatabase {
  const database = openMemoryDatabase();
  addMembers(database, "mira", "nora", "zoe");
  const added = ["general", "kitchen", "hall", "ideas"].map((name) => ({
    ...textChannel(name),
    type: name === "ideas" ? ("forum" as const) : ("text" as const),
  }));
  const order = [0, 1, 2, 3].map((index) => ({ added: index }));
  database.call(changeChannelList({ changed: [], removed: [], added, order, now: 1 }));
  const { hall, ...left } = rooms;
  const remaining = [left.general, left.kitchen, left.forum].map((id) => ({ id }));
  database.call(changeChannelList({ changed: [], removed: [hall], added: [], order: remaining, now: 1 }));
  const thread = { id: "t", parent: rooms.forum, name: "tea", createdBy: "mira", createdAt: 1 };
  database.call(createThread({ thread: { ...thread, participants: ["mira"] }, first: null }));
  database.sql("UPDATE threads SET archived = 1");
  database.call(removeUser({ id: "zoe", now: 1 }));
  return database;
}

let alone: MemoryDatabase;
let together: MemoryDatabase;
beforeEach(() => {
  [alone, together] = [prepared(), prepared()];
});
afterEach(() => {
  alone.close();
  together.close();
});

const input = (n: number, given: Partial<NewMessage>): NewMessage => ({
  id: `m${n}`,
  room: rooms.general,
  author: "mira",
  content: `text ${n}`,
  now: 1_000_000,
  replyTo: null,
  ping: null,
  mentions: { users: [], roles: [] },
  embeds: null,
  nonce: null,
  ...given,
});

function stateOf(database: MemoryDatabase): unknown {
  const tables = ["channels", "messages", "threads", "read_markers", "mentions", "nonces", "push_messages"];
  return [...tables, "search_new"].map((table) => [table, database.sql(`SELECT * FROM ${table} ORDER BY 1`)]);
}

test("what a batch of messages stores and answers is the same as one by one", () => {
  const given = fc.record({
    room: fc.constantFrom(...Object.values(rooms)),
    author: fc.constantFrom("mira", "nora", "zoe"),
    now: fc.integer({ min: 1, max: 50 }),
    nonce: fc.option(fc.constantFrom("n1", "n2", "n3"), { freq: 2 }),
    replyTo: fc.option(
      fc.integer({ min: 0, max: 20 }).map((n) => `m${n}`),
      { freq: 2 },
    ),
    ping: fc.constantFrom(null, null, true, false),
    mentions: fc.constantFrom({ users: [], roles: [] }, { users: ["nora"], roles: ["cook"] }),
    embeds: fc.constantFrom(null, null, [{ title: "tea" }]),
    wakes: fc.boolean(),
    pushes: fc.boolean(),
    onlyRepeats: fc.constantFrom(false, false, false, true),
  });
  /** Null: another change comes in between, which reads what the messages before it changed. */
  const steps = fc.array(fc.option(given, { freq: 6 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(steps, (list) => {
      const calls = list.map(
        (one, n): Write<unknown> =>
          one
            ? insertMessage(input(n, one))
            : markRead({ user: "nora", roles: ["cook"], room: rooms.general, message: null, force: false }),
      );
      for (const database of [alone, together]) database.sql("SAVEPOINT before");
      expect(together.together(calls)).toEqual(calls.map((call) => alone.call(call)));
      expect(stateOf(together)).toEqual(stateOf(alone));
      for (const database of [alone, together]) database.sql("ROLLBACK TO before");
    }),
    { includeErrorInReport: true },
  );
});

test("a batch of messages moves the end of a room and the marker of an author once", () => {
  const updates = () =>
    (together.sql("SELECT total_changes() AS count") as { count: number }[])[0]?.count ?? 0;
  together.call(insertMessage(input(1, {})));
  const before = updates();
  together.together([2, 3, 4, 5].map((n) => insertMessage(input(n, {}))));
  // Four rows, one end, one marker.
  expect(updates() - before).toBe(6);
  expect(
    together.sql("SELECT position, posted, message FROM read_markers WHERE user = 'mira' AND room = 1"),
  ).toEqual([{ position: 5, posted: 5, message: "m5" }]);
});
