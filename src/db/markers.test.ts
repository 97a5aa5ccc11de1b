import { afterEach, beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
} from "../../tests/support/memory-database.ts";
import { deleteMessage } from "./delete-message.ts";
import { markRead, maxSetBack, unreadCounts } from "./markers.ts";
import { insertMessage } from "./post-message.ts";
import { removeUser } from "./users.ts";

fc.configureGlobal({ seed: 5613 });

let database: MemoryDatabase;
let channel: number;
beforeEach(() => {
  database = openMemoryDatabase();
  [channel = 0] = addChannels(database, "general");
  addMembers(database, ...authors);
});
afterEach(() => database.close());

const authors = ["a", "b", "c"];

const id = (n: number) => `m${n}`;

function post(n: number): void {
  database.call(
    insertMessage({
      id: id(n),
      room: channel,
      author: authors[n % 3] ?? "",
      content: "",
      now: n,
      replyTo: null,
      ping: null,
      mentions: { users: [], roles: [] },
      embeds: null,
      nonce: null,
    }),
  );
}

test("counts agree with counting, across blocks of positions and the gaps in them", () => {
  const length = 900;
  for (let n = 1; n <= length; n++) post(n);
  const alive = new Set(Array.from({ length }, (_, n) => n + 1));
  const part = fc.record({
    from: fc.integer({ min: 1, max: length }),
    count: fc.integer({ min: 1, max: 40 }),
  });
  const marks = fc.array(fc.integer({ min: 1, max: length }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.option(part), marks, fc.constantFrom(...authors), (gap, wanted, user) => {
      for (let n = gap?.from ?? 0; gap && n < gap.from + gap.count; n++) {
        if (!alive.delete(n)) continue;
        database.call(
          deleteMessage({ id: id(n), room: channel, actor: "", mayOwn: false, mayAny: true, record: null }),
        );
      }
      const reader = { user, roles: [] };
      for (const mark of wanted.filter((each) => alive.has(each))) {
        const marked = database.call(markRead({ ...reader, room: channel, message: id(mark), force: true }));
        const after = [...alive].filter((n) => n > mark && authors[n % 3] !== user);
        const count = {
          room: channel,
          lastRead: id(mark),
          unread: after.length,
          pings: 0,
          total: alive.size,
        };
        expect(marked).toMatchObject({ count });
        expect(database.call(unreadCounts({ ...reader, rooms: [channel], joined: false }))).toEqual([count]);
      }
    }),
    { numRuns: 120, endOnFailure: true },
  );
});

test("a marker goes back by force as far as own messages after it can be counted, and no further", () => {
  for (let n = 1; n <= maxSetBack + 2; n++) post(n);
  const mark = (n: number) =>
    database.call(markRead({ user: "b", roles: [], room: channel, message: id(n), force: true }));
  expect(mark(maxSetBack + 2)).toMatchObject({ moved: true });
  expect(mark(1)).toMatchObject({ code: "invalid_field" });
  expect(mark(2)).toMatchObject({ moved: true, count: { lastRead: id(2) } });
});

test("what was on its way when its user was removed leaves no marker", () => {
  post(1);
  database.call(removeUser({ id: "b", now: 2 }));
  post(4);
  database.call(markRead({ user: "b", roles: [], room: channel, message: id(1), force: true }));
  expect(database.sql("SELECT user FROM read_markers")).toEqual([]);
  addMembers(database, "b");
  post(7);
  expect(database.sql("SELECT user, position FROM read_markers")).toEqual([{ user: "b", position: 3 }]);
});
