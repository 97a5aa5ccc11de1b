import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  addMembers,
  type MemoryDatabase,
  openMemoryDatabase,
} from "../../tests/support/memory-database.ts";
import { limits } from "../protocol/limits.ts";
import { changeChannelList } from "./channels.ts";
import { markRead } from "./markers.ts";
import {
  deleteMessage,
  editMessage,
  forgetNonces,
  insertMessage,
  messageById,
  type NewMessage,
  nonceLifetime,
  pageAround,
  pageByOffset,
  replies,
} from "./messages.ts";

fc.configureGlobal({ seed: 5613 });

const mira = "USR:local_mira";
const nobody = { users: [], roles: [] };
let database: MemoryDatabase;
let channel: number;
let other: number;
let ids = 0;

beforeEach(() => {
  database = openMemoryDatabase();
  [channel = 0, other = 0] = addChannels(database, "general", "other");
  ids = 0;
});
afterEach(() => database.close());

function send(given: Partial<NewMessage> = {}) {
  return database.call(
    insertMessage({
      id: `m${++ids}`,
      room: channel,
      author: mira,
      content: "text",
      now: 1_000_000,
      replyTo: null,
      ping: null,
      mentions: nobody,
      embeds: null,
      nonce: null,
      ...given,
    }),
  );
}

/** Sends what must be stored. */
function sent(given: Partial<NewMessage> = {}) {
  const outcome = send(given);
  if (outcome.kind !== "stored") throw new Error(`not stored: ${outcome.kind}`);
  return outcome.message;
}

function remove(id: string, given: { actor?: string; mayOwn?: boolean; mayAny?: boolean } = {}) {
  return database.call(
    deleteMessage({ id, room: channel, actor: mira, mayOwn: true, mayAny: false, record: null, ...given }),
  );
}

function idsOf(page: { readonly messages: readonly { readonly id: string }[] } | null) {
  return page?.messages.map(({ id }) => id);
}

describe("pages", () => {
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

  test("a single message is found in its own channel only", () => {
    const { id } = sent({ content: "here" });
    expect(database.call(messageById({ room: channel, id }))?.content).toBe("here");
    expect(database.call(messageById({ room: other, id }))).toBeNull();
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
    // Who posts has read it.
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
});

describe("order", () => {
  test("timestamps grow strictly, whatever the clock does", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            now: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2 ** 52 })),
            removeNewest: fc.boolean(),
          }),
          { minLength: 2, maxLength: 30 },
        ),
        (sendings) => {
          database.sql("SAVEPOINT whole");
          let last = 0;
          for (const { now, removeNewest } of sendings) {
            const { id, at } = sent({ now });
            expect(at).toBe(Math.max(now, last + 1));
            expect(database.call(messageById({ room: channel, id }))?.at).toBe(at);
            last = at;
            if (removeNewest) remove(id);
          }
          database.sql("ROLLBACK TO whole");
          database.sql("RELEASE whole");
        },
      ),
    );
  });

  test("each channel has its own time", () => {
    expect(sent({ now: 5_000_000 }).at).toBe(5_000_000);
    expect(sent({ now: 1_000_000, room: other }).at).toBe(1_000_000);
  });
});

describe("replies", () => {
  test("a reply remembers the original's author and calls him, unless the sender says no", () => {
    const original = sent({ author: "zoe" });
    const reply = sent({ replyTo: original.id });
    expect(reply.replyTo).toEqual({ id: original.id, author: "zoe" });
    expect(reply.pings).toEqual({ users: [], roles: [], replies: ["zoe"] });
    expect(sent({ replyTo: original.id, ping: false }).pings).toBeNull();
    expect(sent({ replyTo: original.id, author: "zoe" }).pings).toBeNull();
  });

  test("a reply to what is gone, or stands elsewhere, is refused and stores nothing", () => {
    const gone = sent();
    remove(gone.id);
    const foreign = sent({ room: other });
    expect(send({ replyTo: gone.id })).toEqual({ kind: "reply_target_gone" });
    expect(send({ replyTo: foreign.id })).toEqual({ kind: "reply_target_gone" });
    expect(database.call(pageByOffset({ room: channel, skip: 0, limit: 10 })).total).toBe(0);
  });

  test("replies are listed oldest first, also when the original is gone", () => {
    const original = sent();
    const first = sent({ replyTo: original.id });
    sent();
    const second = sent({ replyTo: original.id });
    remove(original.id);
    const ask = (limit: number) => database.call(replies({ room: channel, id: original.id, limit }));
    expect(ask(10).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(ask(1).map(({ id }) => id)).toEqual([first.id]);
    expect(database.call(replies({ room: other, id: original.id, limit: 10 }))).toEqual([]);
  });
});

describe("a nonce", () => {
  const start = 1_000_000_000;
  const count = () => database.call(pageByOffset({ room: channel, skip: 0, limit: 100 })).total;

  test("a repeat within ten minutes gives the first message as it is now", () => {
    const first = sent({ nonce: "n", now: start, content: "first" });
    database.call(
      editMessage({ id: first.id, room: channel, author: mira, content: "mended", now: start + 5 }),
    );
    const again = send({ nonce: "n", now: start + nonceLifetime, content: "second" });
    expect(again).toMatchObject({ kind: "repeated", message: { id: first.id, content: "mended" } });
    expect(count()).toBe(1);
  });

  test("it counts for one user only", () => {
    sent({ nonce: "n", now: start });
    expect(send({ nonce: "n", now: start, author: "zoe" }).kind).toBe("stored");
    expect(send({ nonce: "m", now: start }).kind).toBe("stored");
    expect(count()).toBe(3);
  });

  test("after ten minutes it is free again, and holds from then on", () => {
    sent({ nonce: "n", now: start });
    const later = sent({ nonce: "n", now: start + nonceLifetime + 1 });
    expect(send({ nonce: "n", now: start + nonceLifetime + 2 })).toMatchObject({
      kind: "repeated",
      message: { id: later.id },
    });
  });

  test("a repeat does not bring a deleted message back, however often it comes", () => {
    const first = sent({ nonce: "n", now: start });
    remove(first.id);
    expect(send({ nonce: "n", now: start + 1 })).toEqual({ kind: "repeated_gone" });
    expect(send({ nonce: "n", now: start + 2 })).toEqual({ kind: "repeated_gone" });
    expect(count()).toBe(0);
  });

  test("a refused message leaves it unused, so that the next try counts as the first", () => {
    expect(send({ nonce: "n", now: start, replyTo: "never" }).kind).toBe("reply_target_gone");
    const first = sent({ nonce: "n", now: start });
    expect(send({ nonce: "n", now: start })).toMatchObject({ kind: "repeated", message: { id: first.id } });
    expect(count()).toBe(1);
  });

  test("used in another channel it gives the message there", () => {
    const first = sent({ nonce: "n", now: start, room: other });
    expect(send({ nonce: "n", now: start })).toMatchObject({
      kind: "repeated",
      message: { id: first.id, room: other },
    });
  });

  test("old ones are forgotten, fresh ones not", () => {
    sent({ nonce: "old", now: start });
    sent({ nonce: "fresh", now: start + 10 });
    database.call(forgetNonces({ now: start + nonceLifetime + 5 }));
    expect(database.sql("SELECT nonce FROM nonces")).toEqual([{ nonce: "fresh" }]);
    expect(send({ nonce: "fresh", now: start + nonceLifetime + 5 }).kind).toBe("repeated");
  });
});

describe("editing", () => {
  const edit = (id: string, given: object) =>
    database.call(editMessage({ id, room: channel, author: mira, now: 2_000_000, ...given }));

  test("content, embeds and mentions change alone or together; the rest stays", () => {
    const original = sent({ author: "zoe" });
    const { id } = sent({ content: "a", embeds: [{ title: "t" }], replyTo: original.id });
    const first = edit(id, { content: "b", mentions: { users: ["zoe"], roles: [] } });
    expect(first).toMatchObject({
      kind: "edited",
      message: { content: "b", embeds: [{ title: "t" }], pings: { users: ["zoe"], replies: ["zoe"] } },
    });
    const second = edit(id, { embeds: [] });
    expect(second).toMatchObject({ message: { content: "b", embeds: [], pings: { users: ["zoe"] } } });
    const stored = database.call(messageById({ room: channel, id }));
    expect(second).toMatchObject({ message: stored ?? {} });
    expect(stored).toMatchObject({ content: "b", replyTo: { id: original.id } });
  });

  test("the limit of embeds holds for those that are given, not for those that stay", () => {
    const many = Array.from({ length: limits.embeds + 1 }, () => ({ title: "t" }));
    const { id } = sent({ embeds: many });
    expect(edit(id, { content: "b" })).toMatchObject({ kind: "edited", message: { embeds: many } });
    expect(edit(id, { embeds: many })).toEqual({ kind: "too_many_embeds" });
    expect(edit(id, { embeds: many.slice(1) })).toMatchObject({ kind: "edited" });
  });

  test("the time of an edit is later than the message and than the edit before", () => {
    const { id, at } = sent({ now: 9_000_000 });
    expect(edit(id, { content: "b" })).toMatchObject({ message: { editedAt: at + 1 } });
    expect(edit(id, { content: "c" })).toMatchObject({ message: { editedAt: at + 2, at } });
  });

  test("only its author may; a message elsewhere or gone is missing; nothing may remain empty", () => {
    const { id } = sent();
    expect(edit(id, { content: "b", author: "zoe" })).toEqual({ kind: "not_author" });
    expect(edit(id, { content: "b", room: other })).toEqual({ kind: "missing" });
    expect(edit("never", { content: "b" })).toEqual({ kind: "missing" });
    expect(edit(id, { content: "" })).toEqual({ kind: "empty" });
    expect(edit(id, { content: "", embeds: [{ title: "t" }] })).toMatchObject({ kind: "edited" });
    expect(edit(id, { embeds: [] })).toEqual({ kind: "empty" });
    expect(database.call(messageById({ room: channel, id }))).toMatchObject({
      content: "",
      embeds: [{ title: "t" }],
    });
  });
});

describe("deleting", () => {
  test("own with mayOwn, anybody's with mayAny; the newest that remains is told", () => {
    const first = sent();
    const second = sent({ author: "zoe" });
    expect(remove(second.id)).toEqual({ kind: "denied" });
    expect(remove(first.id, { mayOwn: false })).toEqual({ kind: "denied" });
    expect(remove(second.id, { mayAny: true })).toEqual({
      kind: "deleted",
      author: "zoe",
      newest: { lastMessageId: first.id, lastMessageAt: first.at },
    });
    expect(remove(second.id)).toEqual({ kind: "missing" });
    expect(remove(first.id)).toEqual({ kind: "deleted", author: mira, newest: null });
  });

  test("a message of another channel is missing here and stays there", () => {
    const { id } = sent({ room: other });
    expect(remove(id, { mayAny: true })).toEqual({ kind: "missing" });
    expect(database.call(messageById({ room: other, id }))?.id).toBe(id);
  });
});

test("nothing is stored in a channel that has been deleted", () => {
  database.call(
    changeChannelList({ changed: [], removed: [channel], added: [], order: [{ id: other }], now: 5 }),
  );
  expect(send({ nonce: "n" })).toEqual({ kind: "room_gone" });
  expect(database.sql("SELECT * FROM messages")).toEqual([]);
  expect(database.sql("SELECT * FROM nonces")).toEqual([]);
});

test("the last message of the last channel, whose key is near 2^53, is stored and found exactly", () => {
  const last = 2_097_151;
  database.sql("UPDATE channels SET id = ?, last_position = ? WHERE id = ?", [last, 2 ** 32 - 3, channel]);
  const before = sent({ room: last });
  const newest = sent({ room: last });
  const around = { room: last, below: 5, above: 5, withTarget: true };
  expect(idsOf(database.call(pageAround({ ...around, id: newest.id })))).toEqual([before.id, newest.id]);
  expect(database.call(messageById({ room: last, id: newest.id }))).toEqual(newest);
});
