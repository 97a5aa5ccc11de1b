import { afterEach, expect, test } from "bun:test";
import { account, connected, message } from "../../tests/support/fake-chat.ts";
import type { ConnectOptions } from "../client.ts";
import { ConnectionError, TimeoutError } from "../errors.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const onEnd = (cleanup: () => void) => void cleanups.push(cleanup);
const logIn = (options?: Partial<ConnectOptions>, seq?: number) => connected(onEnd, options, seq);

test("replies find their requests by listener, in any order", async () => {
  const { fake, client } = await logIn();
  const first = client.request("message_get", { channel: "general", id: "a" });
  const second = client.request("message_get", { channel: "general", id: "b" });
  const [a, b] = [await fake.next("message_get"), await fake.next("message_get")];
  expect(a).toMatchObject({ channel: "general", id: "a" });
  expect(a.listener).not.toBe(b.listener);
  fake.send({ cmd: "message_get", channel: "second", listener: b.listener });
  fake.send({ cmd: "message_get", channel: "first", listener: a.listener });
  expect((await first).channel).toBe("first");
  expect((await second).channel).toBe("second");
});

test("a field can't take the place of the command", async () => {
  const { fake, client } = await logIn();
  const fields = { cmd: "role_delete", listener: "x", channel: "general" };
  client.request("messages_get", fields).catch(() => {});
  expect(await fake.next("messages_get")).toMatchObject({ cmd: "messages_get", channel: "general" });
});

test("an error is thrown with code and text", async () => {
  const { fake, client } = await logIn();
  const request = client.request("message_new", { channel: "attic", content: "hello" });
  const { listener } = await fake.next("message_new");
  fake.send({
    cmd: "error",
    src: "message_new",
    val: "Channel not found",
    code: "channel_not_found",
    listener,
  });
  expect(await request.catch((error: unknown) => error)).toMatchObject({
    name: "CommandError",
    command: "message_new",
    code: "channel_not_found",
    message: "Channel not found",
    retryAfter: null,
  });
});

test("the rate limit is an error that says how long to wait", async () => {
  const { fake, client } = await logIn();
  const request = client.request("message_new", { channel: "general", content: "hello" });
  const { listener } = await fake.next("message_new");
  fake.send({
    cmd: "rate_limit",
    reason: "Rate limited: wait 12 seconds",
    length: 12_000,
    code: "too_many_requests",
    listener,
  });
  expect(await request.catch((error: unknown) => error)).toMatchObject({
    code: "too_many_requests",
    retryAfter: 12_000,
  });
});

test("without an answer in time it fails, and the late answer is still an event", async () => {
  const { fake, clock, client, seen } = await logIn({ requestTimeout: 3000 });
  const request = client.request("message_new", { channel: "general", content: "hello" });
  const { listener } = await fake.next("message_new");
  clock.pass(3000);
  expect(await request.catch((error: unknown) => error)).toBeInstanceOf(TimeoutError);
  const late = client.next("message_new");
  fake.send({ ...message(11), listener });
  await late;
  expect(seen).toEqual(["m11"]);
});

test("the end of the connection fails all that wait, and later ones at once", async () => {
  const { fake, client } = await logIn({ reconnect: [] });
  const waiting = [client.request("users_list"), client.request("roles_list")];
  await fake.next("roles_list");
  fake.close(1001);
  for (const request of waiting) {
    expect(await request.catch((error: unknown) => error)).toMatchObject({
      name: "ConnectionError",
      code: 1001,
    });
  }
  expect(await client.request("ping").catch((error: unknown) => error)).toBeInstanceOf(ConnectionError);
});

test("a reply is handed over in its place among the events", async () => {
  const { fake, client, seen } = await logIn();
  const request = client.request("users_list", {}, { inOrder: () => seen.push("users") });
  const { listener } = await fake.next("users_list");
  fake.send(message(11), { cmd: "users_list", users: [], listener }, message(12));
  await request;
  await client.next("message_new", ({ seq }) => seq === 12).catch(() => {});
  expect(seen).toEqual(["m11", "users", "m12"]);
});

test("the types know the fields", async () => {
  const { client } = await logIn({ reconnect: [] });
  const checked = () => {
    // @ts-expect-error no such command
    client.request("message_nwe");
    // @ts-expect-error `id` is missing
    client.request("message_get", { channel: "general" });
    // @ts-expect-error a reply of ping has no message
    client.request("ping").then(({ message }) => message);
    // @ts-expect-error the login is not for `request`
    client.request("login", account);
    // @ts-expect-error typing has no content
    client.on("typing", ({ content }) => content);
  };
  expect(checked).toBeFunction();
});
