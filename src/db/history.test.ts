import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
  sentMessage,
} from "../../tests/support/memory-database.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { pageAround, pageByOffset, replies } from "./history.ts";
import { markRead } from "./markers.ts";
import { pinMessage, pinnedMessages } from "./pins.ts";
import type { NewMessage } from "./post-message.ts";
import { changeReaction } from "./reactions.ts";
import { earlierVersions } from "./versions.ts";

fc.configureGlobal({ seed: 5613 });

const mira = "USR:local_mira";
let database: MemoryDatabase;
let channel: number;
let other: number;

beforeEach(() => {
  database = openMemoryDatabase();
  [channel = 0, other = 0] = addChannels(database, "general", "other");
});
afterEach(() => database.close());

const sent = (given: Partial<NewMessage> = {}) =>
  sentMessage(database, { room: channel, author: mira, ...given });

function remove(id: string): void {
  database.call(deleteMessage({ id, room: channel, actor: mira, mayOwn: true, mayAny: false, record: null }));
}

function idsOf(page: { readonly messages: readonly { readonly id: string }[] } | null) {
  return page?.messages.map(({ id }) => id);
}

const asked = fc.record({
  skip: fc.integer({ min: 0, max: 800 }),
  limit: fc.integer({ min: 0, max: 200 }),
});
const bounds = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  below: fc.integer({ min: 0, max: 200 }),
  above: fc.integer({ min: 0, max: 200 }),
  withTarget: fc.boolean(),
});
const removal = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.integer({ min: 1, max: 300 }),
});

test("every page of a history with gaps is the same stretch of a plain list", () => {
  // Other channels' messages lie on both sides of the channel's own in the table.
  for (let count = 0; count < 3; count++) sent({ room: other });
  const all = Array.from({ length: 700 }, () => sent().id);
  fc.assert(
    fc.property(
      fc.array(removal, { maxLength: 3 }),
      fc.array(asked, { minLength: 3, maxLength: 10 }),
      fc.array(bounds, { minLength: 3, maxLength: 10 }),
      (removals, offsets, around) => {
        database.sql("SAVEPOINT whole");
        try {
          const model = [...all];
          for (const { at, count } of removals) {
            for (const id of model.splice(Math.floor(at * model.length), count)) remove(id);
          }
          for (const { skip, limit } of offsets) {
            const page = database.call(pageByOffset({ room: channel, skip, limit }));
            const end = Math.max(0, model.length - skip);
            const start = Math.max(0, end - limit);
            expect(idsOf(page)).toEqual(model.slice(start, end));
            expect([page.older, page.total]).toEqual([start, model.length]);
          }
          for (const { at, below, above, withTarget } of around) {
            const index = Math.floor(at * model.length);
            const id = model[index];
            if (id === undefined) continue;
            const page = database.call(pageAround({ room: channel, id, below, above, withTarget }));
            const start = Math.max(0, index - below);
            const expected = model
              .slice(start, index + above + 1)
              .filter((candidate) => withTarget || candidate !== id);
            expect(idsOf(page)).toEqual(expected);
            // An empty page, or one that begins behind the target, counts from its first message or the target.
            const older = expected[0] === undefined ? index : model.indexOf(expected[0]);
            expect([page?.older, page?.total]).toEqual([older, model.length]);
          }
        } finally {
          database.sql("ROLLBACK TO whole");
          database.sql("RELEASE whole");
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("around a message that is gone, or is another channel's, is nothing", () => {
  const gone = sent().id;
  remove(gone);
  const foreign = sent({ room: other }).id;
  const around = { room: channel, below: 5, above: 5, withTarget: true };
  expect(database.call(pageAround({ ...around, id: gone }))).toBeNull();
  expect(database.call(pageAround({ ...around, id: foreign }))).toBeNull();
  expect(database.call(pageAround({ ...around, id: "never" }))).toBeNull();
});

test("a channel that was never written to has an empty page", () => {
  expect(database.call(pageByOffset({ room: channel, skip: 0, limit: 100 }))).toEqual({
    messages: [],
    older: 0,
    total: 0,
    isRead: false,
  });
});

test("a page says whether its reader has read all of it", () => {
  addMembers(database, mira, "noor");
  const isRead = (reader?: string, skip = 0) =>
    database.call(pageByOffset({ room: channel, skip, limit: 100, ...(reader && { reader }) })).isRead;
  sent();
  const { id } = sent();
  // The author has read it.
  expect([isRead(mira), isRead("noor"), isRead()]).toEqual([true, false, false]);
  database.call(markRead({ user: "noor", roles: [], room: channel, message: id, force: false }));
  expect(isRead("noor")).toBe(true);
  sent();
  expect([isRead("noor"), isRead("noor", 1), isRead("noor", 2)]).toEqual([false, true, true]);
  // A marker of another room is none here.
  sent({ room: other });
  database.call(markRead({ user: "noor", roles: [], room: other, message: null, force: false }));
  expect(isRead("noor")).toBe(false);
});

test("replies are listed oldest first, also when the original is gone", () => {
  const original = sent();
  const first = sent({ replyTo: original.id });
  sent();
  const second = sent({ replyTo: original.id });
  remove(original.id);
  const ask = (limit: number, after: string | null = null, room = channel) => {
    const found = database.call(replies({ room, id: original.id, after, limit }));
    return found && { ids: found.replies.map(({ id }) => id), more: found.more };
  };
  expect(ask(10)).toEqual({ ids: [first.id, second.id], more: false });
  expect(ask(2)).toEqual({ ids: [first.id, second.id], more: false });
  expect(ask(1)).toEqual({ ids: [first.id], more: true });
  expect(ask(1, first.id)).toEqual({ ids: [second.id], more: false });
  expect(ask(1, "never")).toBeNull();
  expect(ask(10, null, other)).toEqual({ ids: [], more: false });
});

describe("what is long comes in smaller answers", () => {
  const long = "x".repeat(60_000);
  const half = "y".repeat(30_000);
  const fill = (count: number, content: string) => Array.from({ length: count }, () => sent({ content }).id);

  test("pages hold so many characters, but 20 messages in any case, and fit together", () => {
    const all = [...fill(40, long), ...fill(60, half)];
    const pages: (string[] | undefined)[] = [];
    for (let skip = 0; skip < 100; skip += pages[0]?.length ?? 100) {
      const page = database.call(pageByOffset({ room: channel, skip, limit: 100 }));
      expect(page).toMatchObject({ total: 100, older: 100 - skip - page.messages.length });
      pages.unshift(idsOf(page));
    }
    expect(pages.flat()).toEqual(all);
    expect(pages.map((page) => page?.length)).toEqual([16, 20, 30, 34]);
    const before = all[50] ?? "";
    const page = database.call(
      pageAround({ room: channel, id: before, below: 100, above: 0, withTarget: false }),
    );
    expect(idsOf(page)).toEqual(all.slice(28, 50));
    expect(page?.older).toBe(28);
  });

  test("each side of a message has half of it; a reaction of many weighs too", () => {
    const all = fill(100, half);
    const middle = all[50] ?? "";
    const around = { room: channel, id: middle, below: 100, above: 100, withTarget: true };
    expect(idsOf(database.call(pageAround(around)))).toEqual(all.slice(30, 71));
    const below = { ...around, above: 0 };
    expect(idsOf(database.call(pageAround(below)))).toEqual(all.slice(16, 51));
    for (let user = 0; user < 4000; user++) {
      const given = { room: channel, id: all[49] ?? "", emoji: "👍", user: `u${user}` };
      database.call(changeReaction({ ...given, gives: true, wakes: false }));
    }
    expect(idsOf(database.call(pageAround(below)))).toEqual(all.slice(18, 51));
  });

  test("lists of replies, of pins and of earlier versions end there as well", () => {
    const original = sent({ content: long });
    const answers = Array.from({ length: 30 }, () => sent({ content: long, replyTo: original.id }).id);
    const ask = (after: string | null) =>
      database.call(replies({ room: channel, id: original.id, after, limit: 200 }));
    expect([ask(null)?.replies.map(({ id }) => id), ask(null)?.more]).toEqual([answers.slice(0, 20), true]);
    const rest = ask(answers[19] ?? "");
    expect([rest?.replies.map(({ id }) => id), rest?.more]).toEqual([answers.slice(20), false]);
    for (const id of answers) database.call(pinMessage({ room: channel, id, pinned: true, record: null }));
    const pins = database.call(pinnedMessages({ room: channel, limit: 250 }));
    expect(pins.map(({ id }) => id)).toEqual(answers.slice(10).reverse());
    for (let n = 0; n < 30; n++) {
      database.call(
        editMessage({ id: original.id, room: channel, author: mira, content: `${n} ${long}`, now: n }),
      );
    }
    const kept = database.call(earlierVersions({ room: channel, id: original.id })) ?? [];
    expect(kept.map(({ content }) => Number(content.split(" ")[0]))).toEqual(
      Array.from({ length: 17 }, (_, n) => n + 12),
    );
  });
});
