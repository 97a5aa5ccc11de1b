/** Messages on their way: shown at once, posted once, and what becomes of those that the server refuses. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Member, openTown, type Town } from "../tests/support/town.ts";
import { createOutbox, type Outbox, type Sending } from "./outbox.ts";

let town: Town;
let olga: Member;
let now = Date.now();

beforeEach(async () => {
  now = Date.now();
  town = await openTown();
  [olga] = await town.people("olga");
});
afterEach(() => town.close());

/** Resolves when the outbox holds what is wanted. */
function until(outbox: Outbox, isSo: (sendings: readonly Sending[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isSo(outbox.sendings)) return;
      stop();
      resolve();
    };
    const stop = outbox.changed(check);
    check();
  });
}

const isEmpty = (sendings: readonly Sending[]) => sendings.length === 0;

/** The contents in the channel, oldest first. */
async function contents(): Promise<string[]> {
  const { messages } = await olga.request("messages_get", { channel: "general" });
  return messages.map(({ content }) => content);
}

test("a message is there at once, and gone from the outbox when it is stored", async () => {
  const outbox = createOutbox(olga);
  outbox.send({ place: "general", content: "one" });
  outbox.send({ place: "general", content: "two" });
  expect(outbox.sendings.map(({ content, state }) => [content, state])).toEqual([
    ["one", "sending"],
    ["two", "sending"],
  ]);
  await until(outbox, isEmpty);
  expect(await contents()).toEqual(["one", "two"]);
});

test("two equal messages are both posted", async () => {
  const outbox = createOutbox(olga);
  outbox.send({ place: "general", content: "same" });
  outbox.send({ place: "general", content: "same" });
  await until(outbox, isEmpty);
  expect(await contents()).toEqual(["same", "same"]);
});

test("a reply and a thread are addressed", async () => {
  const { message } = await olga.request("message_new", { channel: "general", content: "first" });
  await olga.request("channel_create", { name: "help", type: "forum" });
  const { thread } = await olga.request("thread_create", { channel: "help", name: "How?" });
  const outbox = createOutbox(olga);
  outbox.send({ place: "general", content: "answer", replyTo: message.id });
  outbox.send({ place: `thread:${thread.id}`, content: "in the thread" });
  await until(outbox, isEmpty);
  const { messages } = await olga.request("messages_get", { channel: "general" });
  expect(messages.at(-1)?.reply_to?.id).toBe(message.id);
  const inThread = await olga.request("messages_get", { thread_id: thread.id });
  expect(inThread.messages.map(({ content }) => content)).toEqual(["in the thread"]);
});

test("what is refused stays with the reason, is tried again, or forgotten", async () => {
  const outbox = createOutbox(olga);
  const nonce = outbox.send({ place: "nowhere", content: "lost" });
  await until(outbox, ([sending]) => sending?.state === "failed");
  expect(outbox.sendings[0]?.problem?.code).toBe("channel_not_found");
  await olga.request("channel_create", { name: "nowhere", type: "text" });
  outbox.retry(nonce);
  await until(outbox, isEmpty);
  outbox.send({ place: "elsewhere", content: "lost" });
  await until(outbox, ([sending]) => sending?.state === "failed");
  outbox.discard(outbox.sendings[0]?.nonce ?? "");
  expect(outbox.sendings).toEqual([]);
});

/** A client of which the test says when the connection is lost and back, and how requests end. */
function fakeClient() {
  const handlers = new Map<string, (packet: never) => unknown>();
  const asked: { readonly nonce: string; end(error?: Error): void }[] = [];
  const client = {
    user: { username: "olga" },
    on(name: string, handler: (packet: never) => unknown) {
      handlers.set(name, handler);
      return () => handlers.delete(name);
    },
    request(_name: string, { nonce }: { nonce: string }, { inOrder }: { inOrder(): void }) {
      return new Promise<void>((resolve, reject) => {
        asked.push({
          nonce,
          end(error) {
            if (error) return reject(error);
            inOrder();
            resolve();
          },
        });
      });
    },
  };
  const outbox = createOutbox(client as unknown as Member, { now: () => now });
  const emit = (name: string, packet: object) => handlers.get(name)?.(packet as never);
  return { outbox, asked, emit };
}

test("without an answer it waits for the connection, and is sent again with the same nonce", async () => {
  const { outbox, asked, emit } = fakeClient();
  const nonce = outbox.send({ place: "general", content: "Good morning" });
  asked[0]?.end(new Error("the connection ended"));
  await until(outbox, ([sending]) => sending?.state === "waiting");
  emit("ready", {});
  expect(asked.map((each) => each.nonce)).toEqual([nonce, nonce]);
  expect(outbox.sendings[0]?.state).toBe("sending");
  asked[1]?.end();
  await until(outbox, isEmpty);
});

test("an event that was missed shows that it had arrived, before the repeat is answered", async () => {
  const { outbox, asked, emit } = fakeClient();
  outbox.send({ place: "general", content: " Good morning " });
  asked[0]?.end(new Error("the connection ended"));
  await until(outbox, ([sending]) => sending?.state === "waiting");
  emit("ready", {});
  const message = { user: "olga", content: "Good morning" };
  emit("message_new", { channel: "other", message });
  emit("message_new", { channel: "general", message: { ...message, user: "mira" } });
  expect(outbox.sendings).toHaveLength(1);
  emit("message_new", { channel: "general", message });
  expect(outbox.sendings).toEqual([]);
});

test("when it is too late to ask, it is not sent twice but failed without a reason", async () => {
  const { outbox, asked, emit } = fakeClient();
  outbox.send({ place: "general", content: "Good morning" });
  asked[0]?.end(new Error("the connection ended"));
  await until(outbox, ([sending]) => sending?.state === "waiting");
  now += 10 * 60_000;
  emit("ready", {});
  expect(asked).toHaveLength(1);
  expect(outbox.sendings[0]).toMatchObject({ state: "failed", problem: null });
});
