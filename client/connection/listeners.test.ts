import { afterEach, expect, spyOn, test } from "bun:test";
import { connected, message } from "../../tests/support/fake-chat.ts";
import type { ConnectOptions } from "../client.ts";
import { TimeoutError } from "../errors.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const onEnd = (cleanup: () => void) => void cleanups.push(cleanup);
const logIn = (options?: Partial<ConnectOptions>, seq?: number) => connected(onEnd, options, seq);

test("an own message comes to handlers too, once, though it is a reply", async () => {
  const { fake, client, seen } = await logIn();
  const request = client.request("message_new", { channel: "general", content: "hello" });
  const { listener } = await fake.next("message_new");
  fake.send({ ...message(11), listener });
  expect((await request).message.id).toBe("m11");
  expect(seen).toEqual(["m11"]);
  expect(client.position.seq).toBe(11);
});

test("a mere reply is no event, even under the name of one", async () => {
  const { fake, client } = await logIn();
  const events: string[] = [];
  client.on("event", ({ cmd }) => events.push(cmd));
  const request = client.request("channels_get");
  const { listener } = await fake.next("channels_get");
  fake.send({ cmd: "channels_get", val: [], listener });
  await request;
  expect(events).toEqual([]);
});

test("the own status tells of itself only in the reply, also while hiding", async () => {
  const { fake, client } = await logIn();
  const statuses: unknown[] = [];
  client.on("status_get", ({ username, status }) => statuses.push([username, status.status]));
  const request = client.request("status_set", { status: "invisible" });
  const { listener } = await fake.next("status_set");
  fake.send({ cmd: "status_set", status: { status: "invisible", text: "" }, listener });
  await request;
  expect(statuses).toEqual([["mira", "invisible"]]);
});

test("the own name is today's", async () => {
  const { fake, client } = await logIn();
  const renamed = client.next("user_updated", ({ user_id }) => user_id === "2");
  const updated = (user_id: string, username: string) => ({
    cmd: "user_updated",
    user_id,
    username,
    nickname: "M",
  });
  fake.send(updated("1", "miranda"), updated("2", "bob"));
  await renamed;
  expect(client.user).toMatchObject({ username: "miranda", nickname: "M" });
});

test("a handler of every event is called before the handlers of its name", async () => {
  const { fake, client } = await logIn();
  const received: string[] = [];
  client.on("typing", () => received.push("by name"));
  client.on("event", () => received.push("every"));
  fake.send({ cmd: "typing", user: "bob" });
  await client.next("typing");
  expect(received).toEqual(["every", "by name"]);
});

test("a handler that throws doesn't keep the packet from the others", async () => {
  const { fake, client, seen } = await logIn();
  const logged = spyOn(console, "error").mockImplementation(() => {});
  cleanups.push(() => logged.mockRestore());
  client.on("message_new", () => {
    throw new Error("faulty handler");
  });
  client.on("message_new", () => seen.push("the next handler"));
  const received = client.next("message_new");
  fake.send(message(11));
  await received;
  expect(logged.mock.calls).toEqual([["A handler of 'message_new' failed", new Error("faulty handler")]]);
  expect(seen).toEqual(["m11", "the next handler"]);
});

test("a handler whose promise fails is no more than a line of the log", async () => {
  const { fake, client } = await logIn();
  const logged = spyOn(console, "error").mockImplementation(() => {});
  cleanups.push(() => logged.mockRestore());
  client.on("message_new", async () => {
    throw new Error("faulty handler");
  });
  const received = client.next("message_new");
  fake.send(message(11));
  await received;
  expect(logged.mock.calls).toEqual([["A handler of 'message_new' failed", new Error("faulty handler")]]);
});

test("a removed handler is not called again", async () => {
  const { fake, client } = await logIn();
  const received: unknown[] = [];
  const stop = client.on("message_new", ({ message }) => received.push(message.id));
  fake.send(message(11));
  await client.next("message_new");
  stop();
  fake.send(message(12));
  await client.next("message_new");
  expect(received).toEqual(["m11"]);
});

test("frames that are no packets are left alone", async () => {
  const { fake, client, seen } = await logIn();
  const frames: string[] = [];
  const stop = client.received((text) => frames.push(text));
  for (const text of ["not json", "[1]", "null", '{"val":1}', '{"cmd":5}']) fake.opened[0]?.send(text);
  fake.send(message(11));
  await client.next("message_new");
  stop();
  expect(seen).toEqual(["m11"]);
  expect(frames).toHaveLength(6);
});

test("waiting for an event ends with a TimeoutError", async () => {
  const { clock, client } = await logIn({ requestTimeout: 3000 });
  const waiting = client.next("typing");
  clock.pass(3000);
  expect(await waiting.catch((error: unknown) => error)).toBeInstanceOf(TimeoutError);
});
