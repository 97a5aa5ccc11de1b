import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  addChannels,
  type MemoryDatabase,
  openMemoryDatabase,
  sendMessage,
  sentMessage,
} from "../../tests/support/memory-database.ts";
import { fail } from "../protocol/errors.ts";
import { deleteMessage } from "./delete-message.ts";
import { editMessage } from "./edit-message.ts";
import { pageByOffset } from "./history.ts";
import { forgetNonces, nonceLifetime } from "./nonces.ts";
import type { NewMessage } from "./post-message.ts";

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

test("a nonce counts for one user only", () => {
  sent({ nonce: "n", now: start });
  expect(send({ nonce: "n", now: start, author: "zoe" })).toMatchObject({ kind: "stored" });
  expect(send({ nonce: "m", now: start })).toMatchObject({ kind: "stored" });
  expect(count()).toBe(3);
});

test("after ten minutes a nonce is free again, and holds from then on", () => {
  sent({ nonce: "n", now: start });
  const later = sent({ nonce: "n", now: start + nonceLifetime + 1 });
  expect(send({ nonce: "n", now: start + nonceLifetime + 2 })).toMatchObject({
    kind: "repeated",
    message: { id: later.id },
  });
});

test("a repeat does not bring a deleted message back, however often it comes", () => {
  const first = sent({ nonce: "n", now: start });
  database.call(
    deleteMessage({ id: first.id, room: channel, actor: mira, mayOwn: true, mayAny: false, record: null }),
  );
  expect(send({ nonce: "n", now: start + 1 })).toEqual(fail("message_not_found"));
  expect(send({ nonce: "n", now: start + 2 })).toEqual(fail("message_not_found"));
  expect(count()).toBe(0);
});

test("a refused message leaves its nonce unused, so that the next try counts as the first", () => {
  expect(send({ nonce: "n", now: start, replyTo: "never" })).toEqual(fail("reply_target_not_found"));
  const first = sent({ nonce: "n", now: start });
  expect(send({ nonce: "n", now: start })).toMatchObject({ kind: "repeated", message: { id: first.id } });
  expect(count()).toBe(1);
});

test("a nonce that was used in another channel gives the message there", () => {
  const first = sent({ nonce: "n", now: start, room: other });
  expect(send({ nonce: "n", now: start })).toMatchObject({
    kind: "repeated",
    message: { id: first.id, room: other },
  });
});

test("old nonces are forgotten, fresh ones not", () => {
  sent({ nonce: "old", now: start });
  sent({ nonce: "fresh", now: start + 10 });
  database.call(forgetNonces({ now: start + nonceLifetime + 5 }));
  expect(database.sql("SELECT nonce FROM nonces")).toEqual([{ nonce: "fresh" }]);
  expect(send({ nonce: "fresh", now: start + nonceLifetime + 5 })).toMatchObject({ kind: "repeated" });
});
