import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  type MemoryDatabase,
  openMemoryDatabase,
  storedMessage,
} from "../../tests/support/memory-database.ts";
import { changeChannelList } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { mentionsPage } from "./mentions-page.ts";
import { migrations } from "./migrations.ts";
import { insertMessage } from "./post-message.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { changeReaction } from "./reactions.ts";

fc.configureGlobal({ seed: 7741 });

let database: MemoryDatabase;
let rooms: number[];
beforeEach(() => {
  database = openMemoryDatabase();
  rooms = addChannels(database, "first", "second", "third");
});
afterEach(() => database.close());

interface Sent {
  readonly id: string;
  readonly author: string;
  readonly room: number;
  readonly at: number;
  users: readonly string[];
  roles: readonly string[];
  readonly replies: readonly string[];
}

const names = ["u", "v", "w"] as const;
const roleIds = ["r", "s"] as const;
const call = fc.record({ users: fc.subarray([...names]), roles: fc.subarray([...roleIds]) });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      author: fc.constantFrom(...names),
      room: fc.nat(2),
      call,
      reply: fc.option(fc.nat(20)),
      ping: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("edit" as const), which: fc.nat(20), call }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(20) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Does it, in the database and in a plain list. */
function play(steps: readonly Step[]): Sent[] {
  const sent: Sent[] = [];
  let ids = 0;
  for (const each of steps) {
    if (each.do === "send") {
      const room = rooms[each.room] ?? 0;
      const original = each.reply === null ? undefined : sent.filter((one) => one.room === room)[each.reply];
      const { users, roles } = each.call;
      const stored = database.call(
        insertMessage({
          id: `m${ids++}`,
          room,
          author: each.author,
          content: "text",
          now: 1000,
          replyTo: original?.id ?? null,
          ping: each.ping,
          mentions: { users, roles },
          embeds: null,
          nonce: null,
        }),
      );
      const { id, at, author } = storedMessage(stored);
      const calls = original && each.ping && original.author !== author;
      sent.push({ id, at, author, room, users, roles, replies: calls ? [original.author] : [] });
    } else {
      const target = sent[each.which];
      if (!target) continue;
      const { id, room, author } = target;
      if (each.do === "edit") {
        const edit = { id, room, author, content: `edited ${ids}`, mentions: each.call, now: 5000 };
        database.call(editMessage(edit));
        Object.assign(target, each.call);
      } else {
        database.call(deleteMessage({ id, room, actor: author, mayOwn: true, mayAny: false, record: null }));
        sent.splice(each.which, 1);
      }
    }
  }
  return sent;
}

/** What `user` with `roles` may read in `channels`, from the plain list. */
function expected(
  sent: readonly Sent[],
  user: string,
  roles: readonly string[],
  channels: readonly number[],
) {
  return sent
    .filter(({ author, room }) => author !== user && channels.includes(room))
    .filter(
      (one) =>
        one.users.includes(user) ||
        one.replies.includes(user) ||
        one.roles.some((role) => roles.includes(role)),
    )
    .toSorted((a, b) => b.at - a.at || b.room - a.room)
    .map(({ id }) => id);
}

const reader = fc.record({
  user: fc.constantFrom(...names),
  roles: fc.subarray([...roleIds]),
  open: fc.subarray([0, 1, 2]),
  skip: fc.nat(12),
  limit: fc.integer({ min: 1, max: 10 }),
});

test("whatever is sent, edited and deleted, a page is the stretch of a plain list", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), reader, (steps, { user, roles, open, skip, limit }) => {
      database.close();
      database = openMemoryDatabase();
      rooms = addChannels(database, "first", "second", "third");
      const sent = play(steps);
      const channels = open.map((index) => rooms[index] ?? 0);
      const all = expected(sent, user, roles, channels);
      const page = database.call(mentionsPage({ user, roles, channels, skip, limit }));
      expect(page.total).toBe(all.length);
      expect(page.mentions.map(({ message }) => message.id)).toEqual(all.slice(skip, skip + limit));
    }),
    { numRuns: 100 },
  );
});

const to = (...users: "u"[]) => ({ users, roles: [] });
const toRole = { users: [], roles: ["r" as const] };
const sends = (room: number, call: Extract<Step, { do: "send" }>["call"]): Step => ({
  do: "send",
  author: "v",
  room,
  call,
  reply: null,
  ping: true,
});

test("pages fit together, though rooms have messages of the same moment, from whichever end they are read", () => {
  // In each round the same time in all rooms, and in the key's order the call by a role lies between those by name.
  const sent = play(
    Array.from({ length: 8 }, () => [sends(0, to("u")), sends(1, toRole), sends(2, to("u"))]).flat(),
  );
  const pages = sent.map((_, skip) =>
    database.call(mentionsPage({ user: "u", roles: ["r"], channels: rooms, skip, limit: 1 })),
  );
  const ids = pages.flatMap(({ mentions }) => mentions.map(({ message }) => message.id));
  expect(ids).toEqual(expected(sent, "u", ["r"], rooms));
});

test("a message that calls a role, and by an edit somebody with that role too, counts once", () => {
  const sent = play([sends(0, toRole), { do: "edit", which: 0, call: { users: ["u"], roles: ["r"] } }]);
  const page = database.call(mentionsPage({ user: "u", roles: ["r"], channels: rooms, skip: 0, limit: 5 }));
  expect([sent.length, page.total, page.mentions.length]).toEqual([1, 1, 1]);
});

test("an existing database gets its mentions from what its messages call", () => {
  const sent = play([
    { do: "send", author: "u", room: 0, call: { users: ["v", "w"], roles: ["r"] }, reply: null, ping: true },
    { do: "send", author: "v", room: 0, call: { users: [], roles: [] }, reply: 0, ping: true },
    { do: "send", author: "w", room: 1, call: { users: ["u"], roles: ["r", "s"] }, reply: null, ping: true },
    { do: "send", author: "w", room: 1, call: { users: [], roles: [] }, reply: null, ping: true },
  ]);
  const all = database.sql("SELECT * FROM mentions ORDER BY target, message");
  expect(sent).toHaveLength(4);
  expect(all).toHaveLength(7);
  const filling = migrations.findLast(({ name }) => name.startsWith("mentions"))?.statements ?? [];
  for (const text of filling) database.sql(text);
  expect(database.sql("SELECT * FROM mentions ORDER BY target, message")).toEqual(all);
});

test("a deleted message takes along its mentions, reactions and earlier versions, and no other message's", () => {
  const call = { users: ["v" as const], roles: ["r" as const] };
  const each: Step = { do: "send", author: "u", room: 0, call, reply: null, ping: true };
  const sent = play([each, each, { do: "edit", which: 0, call }, { do: "edit", which: 1, call }]);
  for (const { id, room } of sent) {
    const reaction = { room, id, emoji: "a", user: "u", gives: true, wakes: false };
    database.call(changeReaction(reaction));
  }
  const count = () =>
    ["mentions", "reactions", "message_versions"].map(
      (table) => (database.sql(`SELECT count(*) AS count FROM ${table}`)[0] as { count: number }).count,
    );
  expect(count()).toEqual([4, 2, 2]);
  const [first] = sent;
  database.call(
    deleteMessage({
      id: first?.id ?? "",
      room: first?.room ?? 0,
      actor: "u",
      mayOwn: true,
      mayAny: false,
      record: null,
    }),
  );
  expect(count()).toEqual([2, 1, 1]);
});

describe("a deleted channel", () => {
  test("loses what belongs to its messages, in pieces, and no other channel does", () => {
    const [first = 0, second = 0] = rooms;
    for (const channel of [first, second]) {
      for (let count = 0; count < 25; count++) {
        const id = `${channel}-${count}`;
        const fields = { content: "text", now: count, replyTo: null, ping: null, embeds: null, nonce: null };
        database.call(
          insertMessage({
            id,
            room: channel,
            author: "u",
            mentions: { users: ["v"], roles: ["r"] },
            ...fields,
          }),
        );
        database.call(editMessage({ id, room: channel, author: "u", content: "other", now: 100 }));
        for (const user of ["u", "v"]) {
          database.call(changeReaction({ room: channel, id, emoji: "a", user, gives: true, wakes: false }));
        }
      }
    }
    const count = (table: string, of = "message / 4294967296") =>
      database.sql(`SELECT count(*) AS count FROM ${table} WHERE ${of} = ?`, [first])[0] as { count: number };
    const left = () => [
      ...[count("reactions").count, count("message_versions").count],
      ...[count("messages", "key / 4294967296").count, count("mentions").count],
    ];
    const order = [{ id: second }, { id: rooms[2] ?? 0 }];
    database.call(changeChannelList({ changed: [], removed: [first], added: [], order, now: 1 }));
    const steps: number[][] = [];
    while (database.call(purgeDeletedRoom({ limit: 10 }))) {
      // Other steps take what other modules hold of the channel.
      if (left().join() !== steps.at(-1)?.join()) steps.push(left());
    }
    expect(steps).toEqual([
      ...[
        [40, 25, 25, 50],
        [30, 25, 25, 50],
        [20, 25, 25, 50],
        [10, 25, 25, 50],
        [0, 25, 25, 50],
      ],
      ...[
        [0, 15, 25, 50],
        [0, 5, 25, 50],
        [0, 0, 25, 50],
      ],
      ...[
        [0, 0, 15, 30],
        [0, 0, 5, 10],
        [0, 0, 0, 0],
      ],
    ]);
    for (const [table, rest] of [
      ["reactions", 50],
      ["message_versions", 25],
      ["messages", 25],
      ["mentions", 50],
    ]) {
      expect(database.sql(`SELECT count(*) AS count FROM ${table}`)).toEqual([{ count: rest }]);
    }
  });
});
