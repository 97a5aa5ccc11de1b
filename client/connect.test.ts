import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { type ConnectOptions, connect, type Later } from "./connect.ts";
import { CommandError, ConnectionError, dialProblem, TimeoutError } from "./errors.ts";

type Packet = Readonly<Record<string, unknown>>;

/** A server of which the test says every word. */
function startFake() {
  const heard: { packet: Packet; socket: Bun.ServerWebSocket }[] = [];
  const opened: Bun.ServerWebSocket[] = [];
  let wake = () => {};
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("no", { status: 400 })),
    websocket: {
      open(socket) {
        opened.push(socket);
        socket.send(JSON.stringify({ cmd: "handshake", val: { validator_key: `key ${opened.length}` } }));
        wake();
      },
      message(socket, text) {
        heard.push({ packet: JSON.parse(String(text)), socket });
        wake();
      },
    },
  });
  /** The next packet of that name, taken out. */
  async function next(cmd: string): Promise<Packet> {
    for (;;) {
      const index = heard.findIndex(({ packet }) => packet.cmd === cmd);
      if (index >= 0) return heard.splice(index, 1)[0]?.packet ?? {};
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const socket = () => {
    const last = opened.at(-1);
    if (!last) throw new Error("nobody connected");
    return last;
  };
  const send = (...packets: object[]) => {
    for (const packet of packets) socket().send(JSON.stringify(packet));
  };
  return {
    url: `ws://127.0.0.1:${server.port}`,
    opened,
    heard,
    next,
    send,
    /** Answers a login. */
    welcome: (seq: number, epoch = "e1") =>
      send({
        cmd: "ready",
        user: { id: "1", username: "mira", nickname: null },
        session: { id: "s", epoch, seq },
      }),
    close: (code: number) => socket().close(code, "because"),
    /** The network is gone: no close frame. */
    cut: () => socket().terminate(),
    stop: () => server.stop(true),
  };
}

/** Time that passes when the test says so. */
function startClock() {
  const tasks = new Map<() => void, number>();
  let now = 0;
  const later: Later = (task, milliseconds) => {
    tasks.set(task, now + milliseconds);
    return () => tasks.delete(task);
  };
  return {
    later,
    /** How long until each task, shortest first. */
    waits: () => [...tasks.values()].map((at) => at - now).sort((a, b) => a - b),
    pass(milliseconds: number) {
      now += milliseconds;
      for (const [task, at] of [...tasks]) {
        if (at > now || !tasks.delete(task)) continue;
        task();
      }
    },
  };
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const account = { username: "mira", password: "tea and cake" };
const message = (seq: number) => ({
  cmd: "message_new",
  seq,
  channel: "general",
  message: { id: `m${seq}` },
});

async function connected(options: Partial<ConnectOptions> = {}, seq = 10) {
  const fake = startFake();
  const clock = startClock();
  cleanups.push(() => fake.stop());
  const connecting = connect(fake.url, {
    login: { login: account },
    later: clock.later,
    random: () => 0.5,
    ...options,
  });
  await fake.next("login");
  fake.welcome(seq);
  const client = await connecting;
  cleanups.push(() => client.close());
  const seen: unknown[] = [];
  client.on("message_new", ({ message }) => seen.push(message.id));
  client.on("typing", ({ user }) => seen.push(`${user} types`));
  client.on("reset", ({ seq }) => seen.push(`reset at ${seq}`));
  client.on("ready", () => seen.push("ready"));
  /** The client notices, and dials again after its first wait. */
  async function breakLine(): Promise<void> {
    const lost = client.next("lost");
    fake.cut();
    await lost;
    clock.pass(1000);
  }
  return { fake, clock, client, seen, breakLine };
}

describe("logging in", () => {
  test("with an account: name and password go out, and `ready` is what it waits for", async () => {
    const fake = startFake();
    cleanups.push(() => fake.stop());
    const connecting = connect(fake.url.replace("ws:", "http:"), { login: { login: account } });
    expect(await fake.next("login")).toEqual({ cmd: "login", ...account });
    fake.welcome(10);
    const client = await connecting;
    cleanups.push(() => client.close());
    expect(client.user.username).toBe("mira");
    expect(client.position).toEqual({ epoch: "e1", seq: 10 });
  });

  test("with a validator made for the connection's key", async () => {
    const fake = startFake();
    cleanups.push(() => fake.stop());
    const connecting = connect(fake.url, { login: { validator: async (key) => `for ${key}` } });
    expect(await fake.next("auth")).toEqual({ cmd: "auth", validator: "for key 1" });
    fake.welcome(10);
    cleanups.push((await connecting).close);
  });

  test("a refusal is a CommandError with the server's code", async () => {
    const fake = startFake();
    cleanups.push(() => fake.stop());
    const connecting = connect(fake.url, { login: { register: account } });
    await fake.next("register");
    fake.send({ cmd: "auth_error", val: "Username already taken", code: "username_taken" });
    const error = await connecting.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({
      code: "username_taken",
      command: "register",
      message: "Username already taken",
    });
  });

  test("nobody there is a ConnectionError", async () => {
    const fake = startFake();
    await fake.stop();
    const error = await connect(fake.url, { login: { login: account } }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
  });

  test("nobody there, where a socket that never opened has no `close`: on Node 22", async () => {
    const dialled: { fail(): void }[] = [];
    class Node22Socket {
      onerror: (() => void) | null = null;
      constructor() {
        dialled.push({ fail: () => this.onerror?.() });
      }
      close() {}
    }
    const { fake, clock, client, breakLine } = await connected();
    const ordinary = globalThis.WebSocket;
    cleanups.push(() => {
      globalThis.WebSocket = ordinary;
    });
    globalThis.WebSocket = Node22Socket as unknown as typeof WebSocket;
    const connecting = connect(fake.url, {
      login: { login: account },
      later: clock.later,
      random: () => 0.5,
    });
    let failure: unknown = null;
    connecting.catch((error: unknown) => {
      failure = error;
    });
    dialled[0]?.fail();
    await Promise.resolve();
    await Promise.resolve();
    expect(failure).toBeInstanceOf(ConnectionError);

    const waits: number[] = [];
    client.on("lost", ({ retryIn }) => waits.push(retryIn));
    await breakLine();
    dialled[1]?.fail();
    expect(waits).toEqual([1000, 2000]);
  });

  test("what is no address is a ConnectionError", async () => {
    for (const address of ["127.0.0.1:5613", "localhost:5613", "", "ftp://127.0.0.1", "ws://", "ws://a b"]) {
      const error = await connect(address, { login: { login: account } }).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ message: expect.stringContaining(`No address of a server: ${address}`) });
    }
  });

  test("a server that never answers is given up", async () => {
    const fake = startFake();
    const clock = startClock();
    cleanups.push(() => fake.stop());
    const connecting = connect(fake.url, {
      login: { login: account },
      later: clock.later,
      loginTimeout: 5000,
    });
    await fake.next("login");
    clock.pass(5000);
    expect(await connecting.catch((error: unknown) => error)).toBeInstanceOf(ConnectionError);
  });
});

describe("requests", () => {
  test("replies find their requests by listener, in any order", async () => {
    const { fake, client } = await connected();
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
    const { fake, client } = await connected();
    const fields = { cmd: "role_delete", listener: "x", channel: "general" };
    client.request("messages_get", fields).catch(() => {});
    expect(await fake.next("messages_get")).toMatchObject({ cmd: "messages_get", channel: "general" });
  });

  test("an error is thrown with code and text", async () => {
    const { fake, client } = await connected();
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
    const { fake, client } = await connected();
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
    const { fake, clock, client, seen } = await connected({ requestTimeout: 3000 });
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
    const { fake, client } = await connected({ reconnect: [] });
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
    const { fake, client, seen } = await connected();
    const request = client.request("users_list", {}, { inOrder: () => seen.push("users") });
    const { listener } = await fake.next("users_list");
    fake.send(message(11), { cmd: "users_list", users: [], listener }, message(12));
    await request;
    await client.next("message_new", ({ seq }) => seq === 12).catch(() => {});
    expect(seen).toEqual(["m11", "users", "m12"]);
  });

  test("the types know the fields", async () => {
    const { client } = await connected({ reconnect: [] });
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
});

describe("events", () => {
  test("an own message comes to handlers too, once, though it is a reply", async () => {
    const { fake, client, seen } = await connected();
    const request = client.request("message_new", { channel: "general", content: "hello" });
    const { listener } = await fake.next("message_new");
    fake.send({ ...message(11), listener });
    expect((await request).message.id).toBe("m11");
    expect(seen).toEqual(["m11"]);
    expect(client.position.seq).toBe(11);
  });

  test("a mere reply is no event, even under the name of one", async () => {
    const { fake, client } = await connected();
    const events: string[] = [];
    client.on("event", ({ cmd }) => events.push(cmd));
    const request = client.request("channels_get");
    const { listener } = await fake.next("channels_get");
    fake.send({ cmd: "channels_get", val: [], listener });
    await request;
    expect(events).toEqual([]);
  });

  test("the own status tells of itself only in the reply, also while hiding", async () => {
    const { fake, client } = await connected();
    const statuses: unknown[] = [];
    client.on("status_get", ({ username, status }) => statuses.push([username, status.status]));
    const request = client.request("status_set", { status: "invisible" });
    const { listener } = await fake.next("status_set");
    fake.send({ cmd: "status_set", status: { status: "invisible", text: "" }, listener });
    await request;
    expect(statuses).toEqual([["mira", "invisible"]]);
  });

  test("the own name is today's", async () => {
    const { fake, client } = await connected();
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

  test("who follows every event hears it before the handlers of its name", async () => {
    const { fake, client } = await connected();
    const heard: string[] = [];
    client.on("typing", () => heard.push("by name"));
    client.on("event", () => heard.push("every"));
    fake.send({ cmd: "typing", user: "bob" });
    await client.next("typing");
    expect(heard).toEqual(["every", "by name"]);
  });

  test("a handler that throws doesn't keep the packet from the others", async () => {
    const { fake, client, seen } = await connected();
    const logged = spyOn(console, "error").mockImplementation(() => {});
    cleanups.push(() => logged.mockRestore());
    client.on("message_new", () => {
      throw new Error("faulty handler");
    });
    client.on("message_new", () => seen.push("the next handler"));
    const heard = client.next("message_new");
    fake.send(message(11));
    await heard;
    expect(logged.mock.calls).toEqual([["A handler of 'message_new' failed", new Error("faulty handler")]]);
    expect(seen).toEqual(["m11", "the next handler"]);
  });

  test("a handler whose promise fails is no more than a line of the log", async () => {
    const { fake, client } = await connected();
    const logged = spyOn(console, "error").mockImplementation(() => {});
    cleanups.push(() => logged.mockRestore());
    client.on("message_new", async () => {
      throw new Error("faulty handler");
    });
    const heard = client.next("message_new");
    fake.send(message(11));
    await heard;
    expect(logged.mock.calls).toEqual([["A handler of 'message_new' failed", new Error("faulty handler")]]);
  });

  test("a handler that was taken away hears nothing more", async () => {
    const { fake, client } = await connected();
    const heard: unknown[] = [];
    const stop = client.on("message_new", ({ message }) => heard.push(message.id));
    fake.send(message(11));
    await client.next("message_new");
    stop();
    fake.send(message(12));
    await client.next("message_new");
    expect(heard).toEqual(["m11"]);
  });

  test("frames that are no packets are left alone", async () => {
    const { fake, client, seen } = await connected();
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
    const { clock, client } = await connected({ requestTimeout: 3000 });
    const waiting = client.next("typing");
    clock.pass(3000);
    expect(await waiting.catch((error: unknown) => error)).toBeInstanceOf(TimeoutError);
  });
});

describe("an error tells what a bot's author needs", () => {
  test("a refused command: the line that asked, and the packet", async () => {
    const { fake, client } = await connected();
    const asking = client.request("message_get", { channel: "general", id: "gone" });
    const { listener } = (await fake.next("message_get")) as { listener: string };
    const packet = { cmd: "error", val: "Message not found", code: "message_not_found", channel: "general" };
    fake.send({ ...packet, listener });
    const error = (await asking.catch((failure: unknown) => failure)) as CommandError;
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ command: "message_get", code: "message_not_found", packet });
    expect(error.stack).toStartWith("CommandError: Message not found");
    expect(error.stack).toContain("connect.test.ts");
  });

  test("no answer: the line that asked", async () => {
    const { clock, client } = await connected({ requestTimeout: 3000 });
    const asking = client.request("channels_get");
    clock.pass(3000);
    const error = (await asking.catch((failure: unknown) => failure)) as Error;
    expect(error.stack).toContain("connect.test.ts");
  });

  test("nobody there: the address and why", async () => {
    const free = startFake();
    const { url } = free;
    await free.stop();
    const error = await connect(url, { login: { login: account } }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      name: "ConnectionError",
      url,
      code: 1006,
      cause: { code: "ECONNREFUSED" },
    });
    expect(String(error)).toBe(`ConnectionError: No connection: nobody listens there (${url})`);
  });

  test("something there that is no chat server", async () => {
    const page = Bun.serve({ port: 0, fetch: () => new Response("no", { status: 403 }) });
    cleanups.push(() => page.stop(true));
    const url = `ws://127.0.0.1:${page.port}`;
    const error = await connect(url, { login: { login: account } }).catch((failure: unknown) => failure);
    expect(String(error)).toContain("it refused the WebSocket (Expected 101 status code: 403)");
  });

  test.each([
    [{ message: "x", error: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } }, "its certificate is not accepted (x)"],
    [
      { message: "failed", error: { code: "ENOTFOUND" } },
      "there is no host of that name, or no way to look it up",
    ],
    [{ type: "error" }, "could not connect"],
  ])("from what the runtime says: %p", (event, text) => {
    expect(dialProblem(event).text).toBe(text);
  });
});

describe("coming back", () => {
  test("each wait is taken anew from half of it to one and a half, so that not all come at once", async () => {
    const chances = [0, 0.999, 0.25];
    const { fake, clock, client } = await connected({ random: () => chances.shift() ?? 0.5 });
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
    const { fake, clock, client } = await connected();
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

    // Somebody is there again: the same port, as it was free a moment ago.
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
            socket.send(
              '{"cmd":"ready","user":{"id":"1","username":"mira"},"session":{"epoch":"e2","seq":0}}',
            );
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
    const { fake, client, seen, breakLine } = await connected();
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
    const { fake, clock, client, seen, breakLine } = await connected();
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
    const over = client.next("lost");
    clock.pass(30_000);
    await over;
  });

  test("knows how far it is, also when there was nothing for it among what it missed", async () => {
    const { fake, client, breakLine } = await connected();
    await breakLine();
    const { listener } = await fake.next("resume");
    fake.welcome(20);
    fake.send({ cmd: "resume", recovered: true, seq: 21, events: 0, listener }, { cmd: "ping" });
    await client.next("ping");
    expect(client.position).toEqual({ epoch: "e1", seq: 21 });
  });

  test("an answer that comes behind later events does not set it back", async () => {
    const { fake, client } = await connected();
    const posted = client.request("message_new", { channel: "general", content: "hello" });
    const { listener } = await fake.next("message_new");
    fake.send(message(12), { ...message(11), listener });
    await posted;
    expect(client.position).toEqual({ epoch: "e1", seq: 12 });
  });

  test("when the missed events can't be had, says so before anything new", async () => {
    const { fake, client, seen, breakLine } = await connected();
    await breakLine();
    const { listener } = await fake.next("resume");
    fake.welcome(3, "e2");
    fake.send(message(4), { cmd: "resume", recovered: false, seq: 4, events: 0, listener });
    await client.next("message_new");
    expect(seen).toEqual(["ready", "reset at 3", "m4"]);
    expect(client.position).toEqual({ epoch: "e2", seq: 4 });
  });

  test("a refused resume counts as events that can't be had", async () => {
    const { fake, client, seen, breakLine } = await connected();
    await breakLine();
    const { listener } = await fake.next("resume");
    fake.welcome(12);
    fake.send({ cmd: "error", val: "Rate limited", code: "too_many_requests", listener });
    await client.next("reset");
    expect(seen).toEqual(["ready", "reset at 12"]);
  });

  test("a new account is registered once and logged in to from then on", async () => {
    const fake = startFake();
    const clock = startClock();
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

  test("not when the server ended it for good", async () => {
    const { fake, clock, client } = await connected();
    const closed = client.next("closed");
    fake.close(1000);
    expect(await closed).toEqual({ code: 1000, reason: "because", error: null });
    expect(clock.waits()).toEqual([]);
  });

  test("not when the login is refused for good", async () => {
    const { fake, clock, client, breakLine } = await connected();
    await breakLine();
    await fake.next("login");
    const closed = client.next("closed");
    fake.send({ cmd: "auth_error", val: "Access denied: You are banned from this server", code: "banned" });
    expect((await closed).error?.code).toBe("banned");
    expect(clock.waits()).toEqual([]);
  });

  test("but when it is refused for the moment", async () => {
    const { fake, client, breakLine } = await connected();
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
    const { fake, clock, client } = await connected();
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
    const { fake, clock, client } = await connected();
    const lost = client.next("lost");
    fake.cut();
    await lost;
    const closed: unknown[] = [];
    client.on("closed", (how) => closed.push(how.code));
    client.close();
    client.close();
    expect(clock.waits()).toEqual([]);
    expect(closed).toEqual([1000]);
    expect(fake.opened).toHaveLength(1);
  });
});
