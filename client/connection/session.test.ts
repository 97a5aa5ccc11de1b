import { afterEach, expect, test } from "bun:test";
import { account, connected, message, startFakeChat } from "../../tests/support/fake-chat.ts";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import type { ConnectOptions } from "../client.ts";
import { connect } from "../connect.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const onEnd = (cleanup: () => void) => void cleanups.push(cleanup);
const logIn = (options?: Partial<ConnectOptions>, seq?: number) => connected(onEnd, options, seq);

test("each wait is taken anew from half of it to one and a half, so that not all come at once", async () => {
  const chances = [0, 0.999, 0.25];
  const { fake, clock, client } = await logIn({ random: () => chances.shift() ?? 0.5 });
  const waits: number[] = [];
  client.on("lost", ({ retryIn }) => waits.push(retryIn));
  for (const wait of [500, 2998, 3000]) {
    const lost = client.next("lost");
    if (waits.length === 0) await fake.stop();
    await lost;
    clock.pass(wait);
  }
  expect(waits).toEqual([500, 2998, 3000]);
});

test("with growing waits, and from the first again after a success", async () => {
  const { fake, clock, client } = await logIn();
  const waits: number[] = [];
  const losses: (() => void)[] = [];
  const lost = () => new Promise<void>((resolve) => losses.push(resolve));
  client.on("lost", ({ retryIn }) => {
    waits.push(retryIn);
    losses.shift()?.();
  });
  const url = new URL(fake.url);
  let next = lost();
  await fake.stop();
  for (const wait of [1000, 2000, 4000, 8000, 15_000]) {
    await next;
    next = lost();
    clock.pass(wait);
  }
  await next;
  expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);

  // A server listens again on the same port, which was free a moment ago.
  const back = Bun.serve({
    hostname: url.hostname,
    port: Number(url.port),
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("no")),
    websocket: {
      open: (socket) => void socket.send('{"cmd":"handshake","val":{"validator_key":"k"}}'),
      message(socket, text) {
        const { cmd, listener } = JSON.parse(String(text));
        if (cmd === "resume")
          socket.send(JSON.stringify({ cmd, recovered: false, seq: 0, events: 0, listener }));
        else
          socket.send('{"cmd":"ready","user":{"id":"1","username":"mira"},"session":{"epoch":"e2","seq":0}}');
      },
    },
  });
  cleanups.push(() => back.stop(true));
  const ready = new Promise<void>((resolve) => client.on("ready", () => resolve()));
  clock.pass(15_000);
  await ready;
  next = lost();
  await back.stop(true);
  await next;
  expect(waits.at(-1)).toBe(1000);
});

test("asks for what was missed right behind the login, and hands out everything once and in order", async () => {
  const { fake, client, seen, breakLine } = await logIn();
  fake.send(message(11));
  await client.next("message_new");
  await breakLine();
  await fake.next("login");
  const { listener, ...resume } = await fake.next("resume");
  expect(resume).toEqual({ cmd: "resume", epoch: "e1", seq: 11 });
  fake.welcome(13);
  // Live ones first, then the missed ones, which go on to repeat the live ones (the command's summary).
  fake.send(message(14), { cmd: "typing", user: "bob" }, message(15));
  fake.send(message(11), message(12), message(13), message(14), message(15));
  fake.send({ cmd: "resume", recovered: true, seq: 15, events: 4, listener }, message(16));
  await client.next("message_new", ({ seq }) => seq === 16);
  expect(seen).toEqual(["m11", "ready", "m12", "m13", "m14", "m15", "bob types", "m16"]);
  expect(client.position).toEqual({ epoch: "e1", seq: 16 });
});

test("what was missed may take longer than a login, as long as more of it comes", async () => {
  const { fake, clock, client, seen, breakLine } = await logIn();
  await breakLine();
  const { listener } = await fake.next("resume");
  const arrived = (packet: object) =>
    new Promise<void>((resolve) => {
      const stop = client.received((text) => {
        if (text !== JSON.stringify(packet)) return;
        stop();
        resolve();
      });
      fake.send(packet);
    });
  fake.welcome(13);
  for (const seq of [11, 12]) {
    await arrived(message(seq));
    clock.pass(30_000);
  }
  await arrived({ cmd: "resume", recovered: true, seq: 13, events: 2, listener });
  expect(seen).toEqual(["ready", "m11", "m12"]);

  const again = client.next("lost");
  fake.cut();
  await again;
  clock.pass(1000);
  await fake.next("resume");
  fake.welcome(13);
  await arrived({ cmd: "ping" });
  const over = new Promise((resolve) => client.on("lost", resolve));
  clock.pass(30_000);
  await over;
});

test("knows how far it is, also when there was nothing for it among what it missed", async () => {
  const { fake, client, breakLine } = await logIn();
  await breakLine();
  const { listener } = await fake.next("resume");
  fake.welcome(20);
  fake.send({ cmd: "resume", recovered: true, seq: 21, events: 0, listener }, { cmd: "ping" });
  await client.next("ping");
  expect(client.position).toEqual({ epoch: "e1", seq: 21 });
});

test("an answer that comes behind later events does not set it back", async () => {
  const { fake, client } = await logIn();
  const posted = client.request("message_new", { channel: "general", content: "hello" });
  const { listener } = await fake.next("message_new");
  fake.send(message(12), { ...message(11), listener });
  await posted;
  expect(client.position).toEqual({ epoch: "e1", seq: 12 });
});

test("when the missed events can't be had, says so before anything new", async () => {
  const { fake, client, seen, breakLine } = await logIn();
  await breakLine();
  const { listener } = await fake.next("resume");
  fake.welcome(3, "e2");
  fake.send(message(4), { cmd: "resume", recovered: false, seq: 4, events: 0, listener });
  await client.next("message_new");
  expect(seen).toEqual(["ready", "reset at 3", "m4"]);
  expect(client.position).toEqual({ epoch: "e2", seq: 4 });
});

test("a refused resume counts as events that can't be had", async () => {
  const { fake, client, seen, breakLine } = await logIn();
  await breakLine();
  const { listener } = await fake.next("resume");
  fake.welcome(12);
  fake.send({ cmd: "error", val: "Rate limited", code: "too_many_requests", listener });
  await client.next("reset");
  expect(seen).toEqual(["ready", "reset at 12"]);
});

test("a new account is registered once and logged in to from then on", async () => {
  const fake = startFakeChat();
  const clock = createFakeClock();
  cleanups.push(() => fake.stop());
  const connecting = connect(fake.url, {
    login: { register: account },
    later: clock.later,
    random: () => 0.5,
  });
  await fake.next("register");
  fake.welcome(1);
  const client = await connecting;
  cleanups.push(() => client.close());
  const lost = client.next("lost");
  fake.close(1001);
  await lost;
  clock.pass(1000);
  expect(await fake.next("login")).toEqual({ cmd: "login", ...account });
});

test("`retry` comes back at once, once, and only while the connection is lost", async () => {
  const { fake, clock, client } = await logIn();
  client.retry();
  const lost = client.next("lost");
  fake.close(1001);
  await lost;
  client.retry();
  client.retry();
  await fake.next("login");
  // The wait is over: no second attempt comes of it.
  clock.pass(20_000);
  fake.welcome(10);
  fake.send({ cmd: "resume", recovered: true, seq: 10 });
  client.close();
  client.retry();
  expect(clock.due()).toEqual([]);
});

test("not when the server ended it for good", async () => {
  const { fake, clock, client } = await logIn();
  const closed = client.next("closed");
  fake.close(1000);
  expect(await closed).toEqual({ code: 1000, reason: "because", error: null });
  expect(clock.due()).toEqual([]);
});

test("not when the login is refused for good", async () => {
  const { fake, clock, client, breakLine } = await logIn();
  await breakLine();
  await fake.next("login");
  const closed = client.next("closed");
  fake.send({ cmd: "auth_error", val: "Access denied: You are banned from this server", code: "banned" });
  expect((await closed).error?.code).toBe("banned");
  expect(clock.due()).toEqual([]);
});

test("but when it is refused for the moment", async () => {
  const { fake, client, breakLine } = await logIn();
  await breakLine();
  await fake.next("login");
  const again = client.next("lost");
  fake.send({
    cmd: "auth_error",
    val: "The identity service is unavailable",
    code: "identity_unavailable",
  });
  expect((await again).retryIn).toBe(2000);
});

test("also from a link on which nothing comes any more", async () => {
  const { fake, clock, client } = await logIn();
  clock.pass(45_000);
  fake.send({ cmd: "ping" });
  await client.next("ping");
  let lost = 0;
  client.on("lost", () => lost++);
  clock.pass(45_000);
  expect(lost).toBe(0);
  clock.pass(45_000);
  expect(lost).toBe(1);
});

test("not after `close`, which also takes back an attempt", async () => {
  const { fake, clock, client } = await logIn();
  const lost = client.next("lost");
  fake.cut();
  await lost;
  const closed: unknown[] = [];
  client.on("closed", (how) => closed.push(how.code));
  client.close();
  client.close();
  expect(clock.due()).toEqual([]);
  expect(closed).toEqual([1000]);
  expect(fake.opened).toHaveLength(1);
});
