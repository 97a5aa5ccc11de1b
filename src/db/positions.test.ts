import { expect, test } from "bun:test";
import fc from "fast-check";
import { addChannels, type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { deleteMessage } from "./delete-message.ts";
import { keyAtRank, keyOf, messageCount, positionOf, rankOf } from "./positions.ts";
import { insertMessage } from "./post-message.ts";

fc.configureGlobal({ seed: 5613 });

const author = "USR:local_mira";

/** The same channel as a plain list of the positions that hold a message, and the last one given. */
interface Model {
  alive: number[];
  last: number;
}

type Step =
  /** So many messages at the end. */
  | { readonly add: number }
  /** So many messages in a row, the first at this part of the list. */
  | { readonly remove: number; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ add: fc.integer({ min: 1, max: 150 }) }),
  fc.record({ remove: fc.integer({ min: 1, max: 320 }), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

const idAt = (channel: number, position: number) => `${channel}-${position}`;

function take(database: MemoryDatabase, channel: number, model: Model, change: Step): void {
  if ("add" in change) {
    for (let count = 0; count < change.add; count++) {
      model.last++;
      model.alive.push(model.last);
      const stored = database.call(
        insertMessage({
          id: idAt(channel, model.last),
          room: channel,
          author,
          content: "text",
          now: 0,
          replyTo: null,
          ping: null,
          mentions: { users: [], roles: [] },
          embeds: null,
          nonce: null,
        }),
      );
      expect(stored).toMatchObject({ kind: "stored" });
    }
  } else {
    for (const position of model.alive.splice(Math.floor(change.at * model.alive.length), change.remove)) {
      const deleted = database.call(
        deleteMessage({
          id: idAt(channel, position),
          room: channel,
          actor: author,
          mayOwn: true,
          mayAny: false,
          record: null,
        }),
      );
      expect(deleted).toHaveProperty("newest");
    }
  }
}

/** As if the channel's first positions had all been used and deleted: the way to blocks of the higher levels. */
function beginAfter(database: MemoryDatabase, channel: number, position: number): Model {
  database.sql("UPDATE channels SET last_position = ? WHERE id = ?", [position, channel]);
  for (const [level, size] of [2 ** 8, 2 ** 16, 2 ** 24].entries()) {
    database.sql(
      `WITH RECURSIVE blocks(block) AS (SELECT 0 UNION ALL SELECT block + 1 FROM blocks WHERE (block + 1) * ?3 <= ?4)
       INSERT INTO message_gaps (channel, level, block, deleted)
       SELECT ?1, ?2, block, min(?4, (block + 1) * ?3 - 1) - max(1, block * ?3) + 1 FROM blocks WHERE ?4 > 0`,
      [channel, level, size, position],
    );
  }
  return { alive: [], last: position };
}

function check(database: MemoryDatabase, channel: number, { alive, last }: Model): void {
  expect(database.part(messageCount(channel, last))).toBe(alive.length);
  const first = alive[0] ?? last;
  let rank = 0;
  for (let position = Math.max(1, first - 1); position <= last + 1; position++) {
    if (database.part(rankOf(channel, position)) !== rank) {
      expect([position, database.part(rankOf(channel, position))]).toEqual([position, rank]);
    }
    if (alive[rank] === position) rank++;
  }
  for (const [index, position] of alive.entries()) {
    const key = database.part(keyAtRank(channel, index, last));
    if (key !== keyOf(channel, position)) {
      expect([index, key && positionOf(key)]).toEqual([index, position]);
    }
  }
  expect(database.part(keyAtRank(channel, alive.length, last))).toBeUndefined();
}

test("rank, key at a rank and count agree with a plain list, whatever was deleted", () => {
  fc.assert(
    fc.property(
      // Just before the end of a block of each level, so that the messages lie on both sides of it.
      fc.constantFrom(0, 2 ** 16 - 300, 2 ** 24 - 300),
      fc.array(step, { minLength: 2, maxLength: 8 }),
      fc.array(step, { maxLength: 3 }),
      (start, steps, otherSteps) => {
        const database = openMemoryDatabase();
        try {
          const [channel = 0, other = 0] = addChannels(database, "one", "other");
          const model = beginAfter(database, channel, start);
          const otherModel: Model = { alive: [], last: 0 };
          for (const change of [{ add: 650 }, ...steps]) take(database, channel, model, change);
          for (const change of otherSteps) take(database, other, otherModel, change);
          check(database, channel, model);
          check(database, other, otherModel);
        } finally {
          database.close();
        }
      },
    ),
    { numRuns: 15 },
  );
});

test("an empty channel has no message at any rank", () => {
  const database = openMemoryDatabase();
  const [channel = 0] = addChannels(database, "empty");
  check(database, channel, { alive: [], last: 0 });
  database.close();
});

test("a position is never used again, not even that of the newest message", () => {
  const database = openMemoryDatabase();
  const [channel = 0] = addChannels(database, "one");
  const model: Model = { alive: [], last: 0 };
  take(database, channel, model, { add: 3 });
  take(database, channel, model, { remove: 2, at: 0.4 });
  take(database, channel, model, { add: 1 });
  const keys = database.sql("SELECT key FROM messages ORDER BY key") as { key: number }[];
  expect(keys.map(({ key }) => positionOf(key))).toEqual([1, 4]);
  database.close();
});
