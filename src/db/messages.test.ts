import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addChannels,
  type MemoryDatabase,
  openMemoryDatabase,
  sendMessage,
  sentMessage,
} from "../../tests/support/memory-database.ts";
import { fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { changeChannelList } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { pageAround, pageByOffset } from "./history.ts";
import { messageById } from "./messages.ts";
import type { NewMessage } from "./post-message.ts";

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

const send = (given: Partial<NewMessage> = {}) =>
  sendMessage(database, { room: channel, author: mira, ...given });
const sent = (given: Partial<NewMessage> = {}) =>
  sentMessage(database, { room: channel, author: mira, ...given });

function remove(id: string, given: { actor?: string; mayOwn?: boolean; mayAny?: boolean } = {}) {
  return database.call(
    deleteMessage({ id, room: channel, actor: mira, mayOwn: true, mayAny: false, record: null, ...given }),
  );
}

test("a single message is found in its own channel only", () => {
  const { id } = sent({ content: "here" });
  expect(database.call(messageById({ room: channel, id }))?.content).toBe("here");
  expect(database.call(messageById({ room: other, id }))).toBeNull();
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
  test("a reply stores the original's author and mentions them, unless the sender says no", () => {
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
    expect(send({ replyTo: gone.id })).toEqual(fail("reply_target_not_found"));
    expect(send({ replyTo: foreign.id })).toEqual(fail("reply_target_not_found"));
    expect(database.call(pageByOffset({ room: channel, skip: 0, limit: 10 })).total).toBe(0);
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
      id,
      content: "b",
      embeds: [{ title: "t" }],
      pings: { users: ["zoe"], replies: ["zoe"] },
    });
    const second = edit(id, { embeds: [] });
    expect(second).toMatchObject({ content: "b", embeds: [], pings: { users: ["zoe"] } });
    const stored = database.call(messageById({ room: channel, id }));
    expect(second).toMatchObject(stored ?? {});
    expect(stored).toMatchObject({ content: "b", replyTo: { id: original.id } });
  });

  test("the limit of embeds holds for those that are given, not for those that stay", () => {
    const many = Array.from({ length: limits.embeds + 1 }, () => ({ title: "t" }));
    const { id } = sent({ embeds: many });
    expect(edit(id, { content: "b" })).toMatchObject({ embeds: many });
    expect(edit(id, { embeds: many })).toMatchObject({ code: "invalid_field" });
    expect(edit(id, { embeds: many.slice(1) })).toMatchObject({ embeds: many.slice(1) });
  });

  test("the time of an edit is later than the message and than the edit before", () => {
    const { id, at } = sent({ now: 9_000_000 });
    expect(edit(id, { content: "b" })).toMatchObject({ editedAt: at + 1 });
    expect(edit(id, { content: "c" })).toMatchObject({ editedAt: at + 2, at });
  });

  test("only its author may; a message elsewhere or gone is missing; nothing may remain empty", () => {
    const { id } = sent();
    expect(edit(id, { content: "b", author: "zoe" })).toEqual(fail("not_author"));
    expect(edit(id, { content: "b", room: other })).toEqual(fail("message_not_found"));
    expect(edit("never", { content: "b" })).toEqual(fail("message_not_found"));
    expect(edit(id, { content: "" })).toEqual(fail("message_empty"));
    expect(edit(id, { content: "", embeds: [{ title: "t" }] })).toMatchObject({ id, content: "" });
    expect(edit(id, { embeds: [] })).toEqual(fail("message_empty"));
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
    expect(remove(second.id)).toEqual(fail("delete_denied"));
    expect(remove(first.id, { mayOwn: false })).toEqual(fail("delete_denied"));
    expect(remove(second.id, { mayAny: true })).toEqual({
      newest: { lastMessageId: first.id, lastMessageAt: first.at },
    });
    expect(remove(second.id)).toEqual(fail("message_not_found"));
    expect(remove(first.id)).toEqual({ newest: null });
  });

  test("a message of another channel is missing here and stays there", () => {
    const { id } = sent({ room: other });
    expect(remove(id, { mayAny: true })).toEqual(fail("message_not_found"));
    expect(database.call(messageById({ room: other, id }))?.id).toBe(id);
  });
});

test("nothing is stored in a channel that has been deleted", () => {
  database.call(
    changeChannelList({ changed: [], removed: [channel], added: [], order: [{ id: other }], now: 5 }),
  );
  expect(send({ nonce: "n" })).toEqual(fail("channel_not_found"));
  expect(database.sql("SELECT * FROM messages")).toEqual([]);
  expect(database.sql("SELECT * FROM nonces")).toEqual([]);
});

test("the last message of the last channel, whose key is near 2^53, is stored and found exactly", () => {
  const last = 2_097_151;
  database.sql("UPDATE channels SET id = ?, last_position = ? WHERE id = ?", [last, 2 ** 32 - 3, channel]);
  const before = sent({ room: last });
  const newest = sent({ room: last });
  const around = { room: last, below: 5, above: 5, withTarget: true };
  expect(database.call(pageAround({ ...around, id: newest.id }))?.messages).toEqual([before, newest]);
  expect(database.call(messageById({ room: last, id: newest.id }))).toEqual(newest);
});
