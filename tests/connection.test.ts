/** The life of a connection: the heartbeat, faults, and the end of the server. */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { endAll } from "./support/endings.ts";
import { member, open, roundTrip, start, startWithClock } from "./support/peers.ts";
import { frame, opcode, type RawPeer } from "./support/raw-socket.ts";

afterEach(endAll);

describe("the heartbeat", () => {
  /** Takes the two pings of a beat, in order. */
  async function beat(peer: RawPeer): Promise<Buffer> {
    const protocol = await peer.frame();
    expect(protocol.opcode).toBe(opcode.ping);
    const json = await peer.frame();
    expect([json.opcode, JSON.parse(json.payload.toString())]).toEqual([opcode.text, { cmd: "ping" }]);
    return protocol.payload;
  }
  async function answer(peer: RawPeer): Promise<void> {
    peer.write(frame(opcode.pong, await beat(peer)));
    expect(await roundTrip(peer)).toEqual([]);
  }

  test("a connection gets both pings every 30 s from its start, before login and after", async () => {
    const { server, pass } = await startWithClock();
    const peers = [await open(server), await member(server, "mira")];
    for (let round = 0; round < 3; round++) {
      pass(29);
      for (const peer of peers) expect(await roundTrip(peer)).toEqual([]);
      pass(1);
      for (const peer of peers) await answer(peer);
    }
  });

  test("connections are pinged at their own second, not all at once", async () => {
    const { server, pass } = await startWithClock();
    const first = await open(server);
    pass(10);
    const second = await open(server);
    pass(20);
    await answer(first);
    expect(await roundTrip(second)).toEqual([]);
    pass(10);
    await answer(second);
    expect(await roundTrip(first)).toEqual([]);
  });

  test("a late timer leaves nobody out, and an early one pings nobody twice", async () => {
    const { server, pass, skip, tick } = await startWithClock();
    const peer = await member(server, "mira");
    pass(5);
    skip(26_000);
    tick();
    await answer(peer);
    skip(500);
    tick();
    tick();
    expect(await roundTrip(peer)).toEqual([]);
    skip(300_000);
    tick();
    await answer(peer);
  });

  test("a peer that leaves two pings unanswered is closed, and others see it go", async () => {
    const { server, pass } = await startWithClock();
    const alive = await member(server, "alive");
    const dead = await member(server, "dead");
    await roundTrip(alive);
    for (let round = 0; round < 2; round++) {
      pass(30);
      await answer(alive);
      await beat(dead);
    }
    expect(server.gateway.metrics().connections).toBe(2);
    pass(30);
    expect(await dead.ended).toMatchObject({ code: 4009, reason: "dead" });
    expect(await alive.packet("user_disconnect")).toMatchObject({ username: "USR:local_dead" });
    expect(server.gateway.metrics().connections).toBe(1);
  });

  test("any pong counts as an answer, also a late one", async () => {
    const { server, pass } = await startWithClock();
    const peer = await open(server);
    for (let round = 0; round < 4; round++) {
      pass(30);
      await beat(peer);
      if (round % 2 === 0) continue;
      peer.write(frame(opcode.pong, "late"));
      await roundTrip(peer);
    }
    expect(await roundTrip(peer)).toEqual([]);
  });

  test("a connection without a login is closed with 1008 after `limits.login_seconds`, and not before", async () => {
    const { server, pass } = await startWithClock({ config: { limits: { login_seconds: 60 } } });
    const slow = await open(server);
    const inTime = await member(server, "mira");
    slow.send({ cmd: "login", username: "nobody", password: "wrong" });
    await slow.packet("auth_error");
    for (let round = 0; round < 2; round++) {
      pass(30);
      await answer(slow);
      await answer(inTime);
    }
    pass(30);
    expect(await slow.ended).toMatchObject({ code: 1008, reason: "policy" });
    await answer(inTime);
  });
});

describe("a fault in the server", () => {
  test("in a handler is answered with internal_error, is logged, and hurts nobody else", async () => {
    const log: string[] = [];
    const server = await start({ log: (line) => log.push(line) });
    const [unlucky, other] = [await member(server, "mira"), await member(server, "ben")];
    const commit = spyOn(server.store, "commit").mockImplementation(() => {
      throw new Error("a bug");
    });
    unlucky.send({ cmd: "message_new", channel: "general", content: "a secret", listener: "a" });
    unlucky.send({ cmd: "users_online", listener: "b" });
    const packets = await unlucky.until("users_online");
    expect(packets.filter((packet) => "listener" in packet)).toMatchObject([
      { cmd: "error", src: "message_new", code: "internal_error", listener: "a" },
      { cmd: "users_online", listener: "b" },
    ]);
    expect(JSON.stringify(packets)).not.toContain("a bug");
    commit.mockRestore();
    expect(log.join("\n")).toContain("a bug");
    expect(log.join("\n")).not.toContain("a secret");
    unlucky.send({ cmd: "message_new", channel: "general", content: "works", listener: "c" });
    expect(await unlucky.packet("message_new")).toMatchObject({ listener: "c" });
    expect(await other.packet("message_new")).toMatchObject({ message: { content: "works" } });
  });

  test("behind a commit is answered too", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    const commit = spyOn(server.store, "commit").mockImplementation((_write, done) => done(undefined));
    peer.send({ cmd: "message_new", channel: "general", content: "hello", listener: "a" });
    expect(await peer.packet("error")).toMatchObject({ code: "internal_error", listener: "a" });
    commit.mockRestore();
    expect(await roundTrip(peer)).toEqual([]);
  });

  test("in what a handler waits for is answered too", async () => {
    const server = await start();
    const peer = await open(server);
    const hash = spyOn(Bun.password, "hash").mockRejectedValue(new Error("a bug"));
    peer.send({ cmd: "register", username: "mira", password: "password" });
    expect(await peer.packet("auth_error")).toMatchObject({ code: "internal_error" });
    hash.mockRestore();
    peer.send({ cmd: "register", username: "mira", password: "password" });
    await peer.packet("ready");
  });

  test("outside of any handler closes the connection with 1011, and only that", async () => {
    const log: string[] = [];
    const server = await start({ log: (line) => log.push(line) });
    const [unlucky, other] = [await open(server), await open(server)];
    const receive = spyOn(server.gateway.dispatch, "receive").mockImplementation(() => {
      throw new Error("a bug");
    });
    unlucky.send({ cmd: "ping" });
    expect(await unlucky.ended).toMatchObject({ code: 1011, reason: "internal" });
    receive.mockRestore();
    expect(log.join("\n")).toContain("a bug");
    expect(await roundTrip(other)).toEqual([]);
  });
});

test("a stopping server closes with 1001 after the answers to what it had begun", async () => {
  const server = await start();
  const peer = await member(server, "mira");
  const idle = await open(server);
  const { requests } = server.gateway.metrics();
  peer.send({ cmd: "message_new", channel: "general", content: "last words", listener: "a" });
  while (server.gateway.metrics().requests === requests)
    await new Promise<void>((resolve) => setImmediate(resolve));
  const stopped = server.stop();
  expect(await peer.packet("message_new")).toMatchObject({ listener: "a" });
  expect(await peer.ended).toMatchObject({ code: 1001, reason: "goingAway" });
  expect(await idle.ended).toMatchObject({ code: 1001 });
  await stopped;
});

test("nobody is told of other disconnections when the server stops", async () => {
  const server = await start();
  const peers = [];
  for (const name of ["mira", "nora", "zoe"]) peers.push(await member(server, name));
  for (const peer of peers) await roundTrip(peer);
  const ended = peers.map((peer) => peer.ended);
  const { deliveries } = server.gateway.metrics();
  await server.stop();
  expect((await Promise.all(ended)).map(({ code }) => code)).toEqual([1001, 1001, 1001]);
  // With ten thousand it would be a hundred million packets, and no stop within 5 s.
  expect(server.gateway.metrics().deliveries).toBe(deliveries);
});
