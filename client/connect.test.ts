import { afterEach, describe, expect, test } from "bun:test";
import { account, connected, startFakeChat } from "../tests/support/fake-chat.ts";
import { createFakeClock } from "../tests/support/fake-clock.ts";
import type { ConnectOptions } from "./client.ts";
import { connect } from "./connect.ts";
import { CommandError, ConnectionError, dialProblem } from "./errors.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
const onEnd = (cleanup: () => void) => void cleanups.push(cleanup);
const logIn = (options?: Partial<ConnectOptions>, seq?: number) => connected(onEnd, options, seq);

describe("logging in", () => {
  test("with an account: name and password go out, and `ready` is what it waits for", async () => {
    const fake = startFakeChat();
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
    const fake = startFakeChat();
    cleanups.push(() => fake.stop());
    const connecting = connect(fake.url, { login: { validator: async (key) => `for ${key}` } });
    expect(await fake.next("auth")).toEqual({ cmd: "auth", validator: "for key 1" });
    fake.welcome(10);
    cleanups.push((await connecting).close);
  });

  test("a refusal is a CommandError with the server's code", async () => {
    const fake = startFakeChat();
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
    const fake = startFakeChat();
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
    const { fake, clock, client, breakLine } = await logIn();
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
    const fake = startFakeChat();
    const clock = createFakeClock();
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

describe("an error tells what a bot's author needs", () => {
  test("a refused command: the line that asked, and the packet", async () => {
    const { fake, client } = await logIn();
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
    const { clock, client } = await logIn({ requestTimeout: 3000 });
    const asking = client.request("channels_get");
    clock.pass(3000);
    const error = (await asking.catch((failure: unknown) => failure)) as Error;
    expect(error.stack).toContain("connect.test.ts");
  });

  test("nobody there: the address and why", async () => {
    const free = startFakeChat();
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
