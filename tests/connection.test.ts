/**
 * The life of a connection, from the handshake to its end: odd input, budgets, time-outs, limits, `listener`, the
 * order of answers, faults, and the HTTP routes beside it.
 */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { version } from "../src/startup/version.ts";
import {
  connectAs,
  connectRaw,
  frame,
  opcode,
  type Packet,
  type RawPeer,
  rawHttp,
  request,
} from "./support/raw-socket.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./support/server.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(options?: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  endings.push(() => server.dispose());
  return server;
}

/** Time that passes when the test says so; the server's own timer changes nothing then. */
async function startWithClock(options: Omit<TestServerOptions, "now"> = {}) {
  let now = Date.now();
  const server = await start({ ...options, now: () => now });
  return {
    server,
    /** One tick per second, as the server's timer does. */
    pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        now += 1000;
        server.gateway.tick(now);
      }
    },
    /** No tick: the timer is late. */
    skip(milliseconds: number) {
      now += milliseconds;
    },
    tick: () => server.gateway.tick(now),
  };
}

async function open(server: TestServer, options?: Parameters<typeof connectRaw>[1]): Promise<RawPeer> {
  const peer = await connectRaw(server.url, options);
  endings.push(() => peer.destroy());
  await peer.packet("handshake");
  return peer;
}

async function member(
  server: TestServer,
  name: string,
  options?: Parameters<typeof connectRaw>[1],
): Promise<RawPeer> {
  const peer = await connectAs(name, server.url, options);
  endings.push(() => peer.destroy());
  await roundTrip(peer);
  return peer;
}

async function secondConnection(server: TestServer, name: string): Promise<RawPeer> {
  const peer = await open(server);
  peer.send({ cmd: "login", username: name, password: "password" });
  await peer.packet("ready");
  await roundTrip(peer);
  return peer;
}

let trips = 0;
/** What arrives before the answer to a question asked now. */
async function roundTrip(peer: RawPeer): Promise<Packet[]> {
  const sentAt = ++trips;
  peer.send({ cmd: "ping", sent_at: sentAt });
  const packets: Packet[] = [];
  for (;;) {
    const packet = await peer.packet();
    if (packet.cmd === "pong" && packet["sent_at"] === sentAt) return packets;
    packets.push(packet);
  }
}

/** Resolves when the server counts so many connections. */
async function connections(server: TestServer, count: number): Promise<void> {
  while (server.gateway.metrics().connections !== count)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The database takes nothing until the returned function is called. */
function holdCommits(server: TestServer): () => void {
  const held: (() => void)[] = [];
  const real = server.store.commit;
  const commit = spyOn(server.store, "commit").mockImplementation((write, done) => {
    held.push(() => real(write, done));
  });
  return () => {
    commit.mockRestore();
    for (const submit of held) submit();
  };
}

const text = (content: string) => frame(opcode.text, content);
const loginNeeded = { cmd: "auth_error", code: "authentication_required" };
const noPacket = { cmd: "error", code: "invalid_message" };
const tooComplex = { cmd: "error", code: "message_too_complex" };
const unknown = (name: string) => ({
  cmd: "error",
  code: "unknown_command",
  val: `Unknown command: ${name}`,
});
const answered = { cmd: "pong" };

describe("odd input", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const rows: readonly {
    when: string;
    input: string;
    /** Null: silence. */
    before: object | null;
    after: object | null;
    /** What the error after login names; checked where given. */
    src?: unknown;
  }[] = [
    ...[
      ["no JSON", "hello"],
      ["nothing", ""],
      ["a space", " "],
      ["half of a packet", '{"cmd":"ping"'],
      ["two packets", '{"cmd":"ping"}{"cmd":"ping"}'],
      ["a comma too many", '{"cmd":"ping",}'],
      ["single quotes", "{'cmd':'ping'}"],
      ["a comment", '{"cmd":"ping"/* */}'],
      ["a byte order mark", '\ufeff{"cmd":"ping"}'],
      ["NaN", '{"cmd":"ping","sent_at":NaN}'],
      ["Infinity", '{"cmd":"ping","sent_at":Infinity}'],
      ["-Infinity", '{"cmd":"ping","sent_at":-Infinity}'],
      ["a control character", '{"cmd":"pi\u0000ng"}'],
      ["a list", '["ping"]'],
      ["a string", '"ping"'],
      ["a number", "5"],
      ["true", "true"],
      ["null", "null"],
    ].map(([when = "", input = ""]) => ({ when, input, before: null, after: noPacket })),
    ...[
      ["deep lists", deep(30_000)],
      ["lists without an end", "[".repeat(60_000)],
      ["deep lists as cmd", `{"cmd":${deep(30_000)}}`],
      ["a deep field", `{"cmd":"ping","x":${deep(32)}}`],
      ["10,001 values", `{"cmd":"ping","x":[${"0,".repeat(10_000)}0]}`],
      ["strings behind each other", '""'.repeat(30_000)],
    ].map(([when = "", input = ""]) => ({ when, input, before: null, after: tooComplex })),
    {
      when: "no cmd",
      input: '{"channel":"general"}',
      before: loginNeeded,
      after: unknown("none"),
      src: undefined,
    },
    { when: "cmd null", input: '{"cmd":null}', before: loginNeeded, after: unknown("none"), src: undefined },
    { when: "cmd 5", input: '{"cmd":5}', before: loginNeeded, after: unknown("5"), src: 5 },
    { when: "cmd false", input: '{"cmd":false}', before: loginNeeded, after: unknown("false") },
    { when: "an empty cmd", input: '{"cmd":""}', before: loginNeeded, after: unknown("") },
    { when: "a list as cmd", input: '{"cmd":["ping"]}', before: loginNeeded, after: unknown("none") },
    {
      when: "an object as cmd",
      input: '{"cmd":{"toString":5}}',
      before: loginNeeded,
      after: unknown("none"),
    },
    {
      when: "an unknown cmd",
      input: '{"cmd":"nope"}',
      before: loginNeeded,
      after: unknown("nope"),
      src: "nope",
    },
    {
      when: "a long unknown cmd",
      input: `{"cmd":"${"x".repeat(5000)}"}`,
      before: loginNeeded,
      after: unknown("x".repeat(100)),
      src: undefined,
    },
    ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"].map((cmd) => ({
      when: `cmd ${cmd}`,
      input: `{"cmd":"${cmd}"}`,
      before: loginNeeded,
      after: unknown(cmd),
      src: cmd,
    })),
    {
      when: "cmd by way of __proto__",
      input: '{"__proto__":{"cmd":"ping"}}',
      before: loginNeeded,
      after: unknown("none"),
    },
    {
      when: "a command for members",
      input: '{"cmd":"messages_get","channel":{"name":"general"}}',
      before: loginNeeded,
      after: { cmd: "error", code: "invalid_field" },
      src: "messages_get",
    },
    {
      when: "a channel named __proto__",
      input: '{"cmd":"messages_get","channel":"__proto__"}',
      before: loginNeeded,
      after: { cmd: "error", code: "channel_not_found" },
      src: "messages_get",
    },
    {
      when: "a login",
      input: '{"cmd":"login"}',
      before: { cmd: "auth_error", code: "credentials_required" },
      after: unknown("login"),
      src: "login",
    },
    {
      when: "cmd twice, of which the last counts",
      input: '{"cmd":"nope","cmd":"ping"}',
      before: answered,
      after: answered,
    },
    {
      when: "fields that nobody knows",
      input: '{"cmd":"ping","x":{"y":[1]}}',
      before: answered,
      after: answered,
    },
    {
      when: "a deep field",
      input: `{"cmd":"ping","sent_at":${deep(31)}}`,
      before: answered,
      after: answered,
    },
    {
      when: "fields named like an object's own",
      input:
        '{"cmd":"ping","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
      before: answered,
      after: answered,
    },
    {
      when: "a number beyond all numbers",
      input: '{"cmd":"ping","sent_at":1e999}',
      before: answered,
      after: answered,
    },
  ];

  test("is survived before login, in silence where no packet can be seen", async () => {
    const server = await start({ config: { limits: { malformed_frames: 1000 } } });
    const peer = await open(server);
    for (const { when, input, before } of rows) {
      peer.write(text(input));
      expect([when, await roundTrip(peer)]).toEqual([when, before ? [expect.objectContaining(before)] : []]);
    }
    peer.write(frame(opcode.binary, '{"cmd":"ping"}'));
    expect(await roundTrip(peer)).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("is answered with an error after login", async () => {
    const server = await start({ config: { limits: { malformed_frames: 1000 } } });
    const peer = await member(server, "mira");
    for (const row of rows) {
      const { when, input, after } = row;
      peer.write(text(input));
      const packets = await roundTrip(peer);
      expect([when, packets]).toEqual([when, after ? [expect.objectContaining(after)] : []]);
      if ("src" in row) expect([when, packets[0]?.["src"]]).toEqual([when, row.src]);
    }
    peer.write(frame(opcode.binary, '{"cmd":"ping"}'));
    expect(await roundTrip(peer)).toEqual([]);
  });

  test("an error names command and listener also when a field has the wrong type", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    peer.send({ cmd: "message_new", channel: ["general"], content: 5, listener: "a" });
    expect(await peer.packet("error")).toMatchObject({
      src: "message_new",
      code: "invalid_field",
      listener: "a",
    });
  });

  for (const loggedIn of [false, true]) {
    for (const [kind, bytes] of [
      ["malformed", text("[]")],
      ["binary", frame(opcode.binary, "x")],
    ] as const) {
      test(`more ${kind} frames than allowed close with 1008 ${loggedIn ? "after" : "before"} login`, async () => {
        const server = await start({ config: { limits: { malformed_frames: 3 } } });
        const peer = loggedIn ? await member(server, "mira") : await open(server);
        peer.write(bytes, bytes, bytes);
        await roundTrip(peer);
        peer.write(bytes, text('{"cmd":"ping"}'));
        expect(await peer.ended).toMatchObject({ code: 1008, reason: "policy" });
        await expect(peer.packet("pong")).rejects.toThrow("ended");
      });
    }
  }
});

describe("the packet budget", () => {
  const config = { limits: { packets_per_second: 10, packets_burst: 20 } };
  const burst = (count: number) => Array.from({ length: count }, () => text('{"cmd":"ping"}'));

  test("a burst is fine, one packet more closes with 1008", async () => {
    const { server } = await startWithClock({ config });
    const peer = await open(server);
    peer.write(...burst(20));
    for (let i = 0; i < 20; i++) await peer.packet("pong");
    peer.write(...burst(1));
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("it fills again with time, up to the burst", async () => {
    const { server, skip } = await startWithClock({ config });
    const peer = await open(server);
    const answered = async (count: number) => {
      for (let i = 0; i < count; i++) await peer.packet("pong");
    };
    peer.write(...burst(20));
    await answered(20);
    skip(1000);
    peer.write(...burst(10));
    await answered(10);
    skip(3_600_000);
    peer.write(...burst(21));
    await answered(20);
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("what is no packet costs too", async () => {
    const { server } = await startWithClock({
      config: { limits: { ...config.limits, malformed_frames: 1000 } },
    });
    const peer = await open(server);
    peer.write(...Array.from({ length: 21 }, () => text("[]")));
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("pings of the WebSocket protocol cost too", async () => {
    const { server } = await startWithClock({ config });
    const peer = await open(server);
    peer.write(...Array.from({ length: 21 }, () => frame(opcode.ping)));
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("so do pongs, unless one answers the server's ping", async () => {
    const { server, pass } = await startWithClock({ config });
    const peer = await open(server);
    pass(30);
    const ping = await peer.frame();
    expect(ping.opcode).toBe(opcode.ping);
    peer.write(frame(opcode.pong, ping.payload), ...burst(20));
    for (let i = 0; i < 20; i++) await peer.packet("pong");
    peer.write(frame(opcode.pong));
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("one connection's does not touch another's", async () => {
    const { server } = await startWithClock({ config });
    const [greedy, modest] = [await open(server), await open(server)];
    greedy.write(...burst(21));
    expect(await greedy.ended).toMatchObject({ code: 1008 });
    expect(await roundTrip(modest)).toEqual([]);
  });
});

describe("the budget of bytes", () => {
  const config = { limits: { bytes_per_second: 65_536, bytes_burst: 131_072 } };
  /** A request that is answered at once, with so many bytes. */
  const ping = (size: number) => {
    const empty = '{"cmd":"ping","pad":""}';
    return text(empty.replace('""', `"${"x".repeat(size - empty.length)}"`));
  };
  const pongs = async (peer: RawPeer, count: number) => {
    for (let n = 0; n < count; n++) await peer.packet("pong");
  };

  test("a burst is fine, more closes with 1008, and it fills again with time", async () => {
    const { server, skip } = await startWithClock({ config });
    const peer = await member(server, "mira");
    skip(3_600_000);
    peer.write(ping(65_536), ping(65_536));
    await pongs(peer, 2);
    skip(1000);
    peer.write(ping(65_536), ping(24));
    await pongs(peer, 1);
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });

  test("a user has one for all connections, twice as large; another user has their own", async () => {
    const { server, skip } = await startWithClock({ config });
    const peers = [
      await member(server, "mira"),
      await secondConnection(server, "mira"),
      await secondConnection(server, "mira"),
    ];
    const other = await member(server, "paul");
    skip(3_600_000);
    for (const peer of [...peers.slice(0, 2), other]) {
      peer.write(ping(65_536), ping(65_536));
      await pongs(peer, 2);
    }
    peers[2]?.write(ping(24));
    expect(await peers[2]?.ended).toMatchObject({ code: 1008 });
  });

  test("an address has one for connections without a login, and still every login gets through", async () => {
    const { server } = await startWithClock({ config });
    const [first, second, third] = [await open(server), await open(server), await open(server)];
    // The first 4 KiB of each connection are free.
    for (const peer of [first, second]) {
      peer.write(ping(65_536), ping(4096));
      await pongs(peer, 2);
    }
    third.write(ping(4096));
    await pongs(third, 1);
    third.write(ping(24));
    expect(await third.ended).toMatchObject({ code: 1008 });
    expect(await roundTrip(await member(server, "mira"))).toEqual([]);
  });

  test("binary frames cost too", async () => {
    const { server } = await startWithClock({ config });
    const peer = await member(server, "mira");
    const blob = frame(opcode.binary, Buffer.alloc(65_536));
    peer.write(blob, blob, blob);
    expect(await peer.ended).toMatchObject({ code: 1008 });
  });
});

describe("frames over 64 KiB", () => {
  const pad = "x".repeat(65_536);

  test("are refused for commands that don't need them, and the connection goes on", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    peer.send({ cmd: "ping", pad, listener: "a" });
    peer.send({ cmd: "messages_get", channel: "general", pad: [{ cmd: "message_new" }, pad] });
    peer.send({ pad });
    peer.send({ cmd: "message_new", pad, channel: "general", content: "hello" });
    expect(await roundTrip(peer)).toMatchObject([
      { cmd: "error", src: "ping", code: "frame_too_large", listener: "a" },
      { cmd: "error", src: "messages_get", code: "frame_too_large" },
      { cmd: "error", code: "frame_too_large" },
      { cmd: "message_new", message: { content: "hello" } },
    ]);
    // Of two equal keys the last one counts, as it does for the parser.
    peer.write(text(`{"cmd":"message_new","cmd":"ping","pad":"${pad}"}`));
    peer.write(text(`{"cmd":"message_new","cmd":5,"pad":"${pad}"}`));
    peer.write(text(`{"cmd":"message_new","c\\u006dd":"ping","pad":"${pad}"}`));
    expect((await roundTrip(peer)).map(({ code, cmd }) => code ?? cmd)).toEqual([
      "frame_too_large",
      "frame_too_large",
      "pong",
    ]);
  });

  test("a refused one keeps its place among the answers", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    const other = await member(server, "paul");
    const release = holdCommits(server);
    peer.send({ cmd: "message_new", channel: "general", content: "one", listener: "1" });
    peer.send({ cmd: "ping", pad, listener: "2" });
    peer.send({ cmd: "ping", listener: "3" });
    await roundTrip(other);
    release();
    const answers = await peer.until("pong");
    expect(answers.flatMap(({ listener }) => listener ?? [])).toEqual(["1", "2", "3"]);
  });
});

test("a login beyond the connections of a user closes the oldest", async () => {
  const server = await start({ config: { limits: { connections_per_user: 2 } } });
  const [first, second, other] = [
    await member(server, "mira"),
    await secondConnection(server, "mira"),
    await member(server, "paul"),
  ];
  const third = await secondConnection(server, "mira");
  expect(await first.ended).toMatchObject({ code: 1008, reason: "tooManyConnections" });
  for (const peer of [second, third, other]) {
    peer.send({ cmd: "ping", sent_at: 7 });
    await peer.packet("pong");
  }
});

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

  test("who doesn't log in for `limits.login_seconds` is closed with 1008, and not before", async () => {
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

describe("limits of connections", () => {
  const from = (address: string) => ({ headers: { "X-Forwarded-For": address } });

  test("per address, as a trusted proxy names it", async () => {
    const server = await start({ config: { limits: { connections_per_address: 2 } } });
    const first = await open(server, from("1.1.1.1"));
    await open(server, from("1.1.1.1"));
    await expect(connectRaw(server.url, from("1.1.1.1"))).rejects.toThrow("503");
    await expect(connectRaw(server.url, from("9.9.9.9, 1.1.1.1"))).rejects.toThrow("503");
    await open(server, from("2.2.2.2"));
    first.destroy();
    await connections(server, 2);
    await open(server, from("1.1.1.1"));
  });

  test("per network of 64 bits, where that is what a subscriber has", async () => {
    const server = await start({ config: { limits: { connections_per_address: 2 } } });
    const first = await open(server, from("2001:db8:0:7::1"));
    await open(server, from("2001:db8:0:7::2"));
    await expect(connectRaw(server.url, from("2001:db8:0:7::3"))).rejects.toThrow("503");
    await open(server, from("2001:db8:0:8::1"));
    first.destroy();
    await connections(server, 2);
    await open(server, from("2001:db8:0:7::3"));
  });

  test("per address, whatever an untrusted one claims", async () => {
    const config = { limits: { connections_per_address: 2 }, websocket: { trusted_proxies: [] } };
    const server = await start({ config });
    await open(server, from("1.1.1.1"));
    await open(server, { headers: { "CF-Connecting-IP": "2.2.2.2" } });
    await expect(connectRaw(server.url, from("3.3.3.3"))).rejects.toThrow("503");
  });

  test("all together", async () => {
    const server = await start({ config: { limits: { connections: 2 } } });
    const first = await open(server);
    await open(server, from("1.1.1.1"));
    await expect(connectRaw(server.url, from("2.2.2.2"))).rejects.toThrow("503");
    first.destroy();
    await connections(server, 1);
    await open(server, from("2.2.2.2"));
  });

  test("without a login: nobody is refused, but the oldest go who stay", async () => {
    const config = { limits: { unauthenticated_per_address: 2 } };
    const { server, pass } = await startWithClock({ config });
    const mira = await member(server, "mira");
    const oldest = await open(server);
    const others = [await open(server), await open(server, from("1.1.1.1")), await open(server)];
    pass(20);
    expect(await roundTrip(oldest)).toEqual([]);
    pass(1);
    expect(await oldest.ended).toMatchObject({ code: 1008, reason: "policy" });
    for (const peer of [mira, ...others]) expect(await roundTrip(peer)).toEqual([]);
  });

  test("a refused one, and pages, take no place", async () => {
    const server = await start({ config: { limits: { connections: 1 } } });
    await open(server);
    for (let i = 0; i < 3; i++) await expect(connectRaw(server.url)).rejects.toThrow("503");
    expect((await rawHttp(server.url, request("GET /info", { Host: "test" }))).status).toBe(200);
    expect(server.gateway.metrics().connections).toBe(1);
  });
});

describe("`listener`", () => {
  const echoed = ["a", " ", "0", "x".repeat(256), "€😀", "\u0000", '"\\', "__proto__"];
  const dropped = ["", "x".repeat(257), 5, 0, true, null, ["a"], { a: 1 }];

  test("strings of 1 to 256 characters come back; others are as if they weren't there", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    for (const listener of [...echoed, ...dropped]) {
      peer.send({ cmd: "users_online", listener });
      peer.send({ cmd: "nope", listener });
      for (const packet of await roundTrip(peer)) {
        expect([listener, packet.cmd, packet["listener"]]).toEqual([
          listener,
          expect.stringMatching(/^(users_online|error)$/),
          echoed.includes(listener as string) ? listener : undefined,
        ]);
      }
    }
  });

  test("half a surrogate pair in it is replaced, as everywhere", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    peer.write(text('{"cmd":"users_online","listener":"\\ud800"}'));
    expect((await peer.packet("users_online"))["listener"]).toBe("\ufffd");
  });

  test("only the asking connection's copy of a broadcast carries it", async () => {
    const server = await start();
    const asking = await member(server, "mira");
    const own = await secondConnection(server, "mira");
    const other = await member(server, "ben");
    for (const peer of [asking, own]) await roundTrip(peer);
    const requests = [
      { cmd: "message_new", channel: "general", content: "hello" },
      { cmd: "typing", channel: "general" },
    ];
    // Who writes has read that far, which both of his connections hear first.
    const heard = async (peer: RawPeer) =>
      (await roundTrip(peer)).filter(({ cmd }) => cmd !== "unreads_update");
    for (const fields of requests) {
      asking.send({ ...fields, listener: "mine" });
      expect(await heard(asking)).toMatchObject([{ cmd: fields.cmd, listener: "mine" }]);
      for (const peer of [own, other]) {
        const packets = await heard(peer);
        expect(packets).toMatchObject([{ cmd: fields.cmd }]);
        expect(packets[0]).not.toHaveProperty("listener");
      }
    }
  });

  test("what leads to login and what refuses it never carries it", async () => {
    const server = await start();
    const peer = await open(server);
    peer.send({ cmd: "channels_get", listener: "a" });
    peer.send({ cmd: "register", username: "mira", password: "x", listener: "b" });
    peer.send({ cmd: "register", username: "mira", password: "password", listener: "c" });
    const packets = await peer.until("ready");
    expect(packets.map(({ cmd }) => cmd)).toEqual(["auth_error", "auth_error", "auth_success", "ready"]);
    expect(packets.filter((packet) => "listener" in packet)).toEqual([]);
  });

  test("a rate limit carries it", async () => {
    const server = await start({
      config: {
        rate_limiting: { enabled: true, burst_limit: 1, messages_per_minute: 60, cooldown_seconds: 30 },
      },
    });
    const peer = await member(server, "mira");
    for (const listener of ["a", "b"]) {
      peer.send({ cmd: "message_new", channel: "general", content: "hello", listener });
    }
    expect(await peer.packet("rate_limit")).toMatchObject({ listener: "b", length: expect.any(Number) });
  });
});

describe("answers come in the order of the requests", () => {
  /** What the answer to each is, by its listener. */
  const kinds: readonly { fields: object; answer: object }[] = [
    { fields: { cmd: "message_new", channel: "general", content: "hello" }, answer: { cmd: "message_new" } },
    { fields: { cmd: "message_new", channel: "general", content: "again" }, answer: { cmd: "message_new" } },
    {
      fields: { cmd: "message_new", channel: "nowhere", content: "lost" },
      answer: { code: "channel_not_found" },
    },
    { fields: { cmd: "message_new", channel: "general", content: "" }, answer: { code: "message_empty" } },
    { fields: { cmd: "messages_get", channel: "general" }, answer: { cmd: "messages_get" } },
    {
      fields: { cmd: "message_get", channel: "general", id: "nothing" },
      answer: { code: "message_not_found" },
    },
    { fields: { cmd: "users_list" }, answer: { cmd: "users_list" } },
    { fields: { cmd: "status_set", status: "idle", text: "tea" }, answer: { listener: expect.any(String) } },
    { fields: { cmd: "role_create", name: "cook" }, answer: { code: "permission_required" } },
    { fields: { cmd: "typing", channel: "general" }, answer: { cmd: "typing" } },
    { fields: { cmd: "nope" }, answer: { code: "unknown_command" } },
    { fields: { cmd: "ping" }, answer: { cmd: "pong" } },
  ];

  for (const seed of [1, 2, 3, 4]) {
    test(`whatever they are, sent at once (${seed})`, async () => {
      const server = await start({ config: { limits: { malformed_frames: 1000 } } });
      const peer = await member(server, "mira");
      const expected: object[] = [];
      const sent: Buffer[] = [];
      // A fixed shuffle: a linear congruential generator with the numbers of Numerical Recipes.
      let random = seed;
      for (let i = 0; i < 150; i++) {
        random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32;
        const kind = kinds[Math.floor(random / 65_536) % (kinds.length + 1)];
        const listener = String(i);
        if (kind) {
          sent.push(text(JSON.stringify({ ...kind.fields, listener })));
          expected.push({ listener, ...kind.answer });
        } else {
          sent.push(text("garbage"));
          expected.push({ code: "invalid_message" });
        }
      }
      peer.write(...sent);
      const answers = (await roundTrip(peer)).filter(
        (packet) => "listener" in packet || packet.cmd === "error",
      );
      expect(answers).toMatchObject(expected);
      expect(answers).toHaveLength(expected.length);
    });
  }

  test("very many that can be answered at once don't exhaust the stack", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    const release = holdCommits(server);
    const count = 50_000;
    peer.write(
      text('{"cmd":"message_new","channel":"general","content":"the others wait for this"}'),
      ...Array.from({ length: count }, () => text('{"cmd":"typing","channel":"general"}')),
      frame(opcode.ping),
    );
    // Bun answers at once, so the packets before it have arrived too.
    expect((await peer.frame()).opcode).toBe(opcode.pong);
    release();
    expect(await roundTrip(peer)).toMatchObject([{ cmd: "message_new" }]);
    expect(server.gateway.metrics().requests).toBeGreaterThan(count);
  });

  test("requests of others don't wait for them", async () => {
    const server = await start();
    const [busy, other] = [await member(server, "mira"), await member(server, "ben")];
    await roundTrip(busy);
    const release = holdCommits(server);
    busy.send({ cmd: "message_new", channel: "general", content: "stuck" });
    busy.send({ cmd: "users_list", listener: "waits" });
    await roundTrip(other);
    other.send({ cmd: "users_list", listener: "goes" });
    expect(await roundTrip(other)).toMatchObject([{ listener: "goes" }]);
    release();
    expect(await busy.until("users_list")).toMatchObject([{ cmd: "message_new" }, { listener: "waits" }]);
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

test("nobody is told who else goes when the server stops", async () => {
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

describe("HTTP beside the WebSocket", () => {
  const host = { Host: "test" };
  const get = (server: TestServer, path: string, headers: Readonly<Record<string, string>> = {}) =>
    rawHttp(server.url, request(`GET ${path}`, { ...host, ...headers }));

  test("/info tells what discovery needs", async () => {
    const server = await start({ config: { server: { name: "Tea House", owner: { name: "mira" } } } });
    await member(server, "mira");
    await open(server);
    const answer = await get(server, "/info?x=1");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(answer.body)).toEqual({
      server: { name: "Tea House", icon: "", banner: "", owner: { name: "mira" } },
      stats: {
        total_users: 1,
        connected_users: 1,
        online_users: 1,
        total_channels: 1,
        total_roles: expect.any(Number),
      },
      build: version,
    });
  });

  const rows: readonly {
    line: string;
    headers?: Readonly<Record<string, string | null>>;
    status: number;
    type?: string;
  }[] = [
    { line: "GET /info", status: 200, type: "application/json" },
    { line: "GET /index.html", status: 200, type: "text/html; charset=utf-8" },
    { line: "GET /healthz", status: 200, type: "application/json" },
    { line: "GET /metrics", status: 200, type: "text/plain; version=0.0.4" },
    { line: "GET /server-assets/icon", status: 404 },
    { line: "GET /nothing", status: 404, type: "application/json" },
    { line: "GET /info/", status: 404 },
    { line: "GET /..%2finfo", status: 404 },
    { line: "GET //info", status: 404 },
    { line: "GET /__proto__", status: 404 },
    { line: "HEAD /info", status: 200, type: "application/json" },
    { line: "HEAD /nothing", status: 404 },
    { line: "HEAD /", status: 400 },
    { line: "OPTIONS /info", status: 204 },
    { line: "OPTIONS /nothing", status: 204 },
    { line: "OPTIONS /metrics", status: 204 },
    { line: "GET /", headers: { Accept: "text/html" }, status: 200, type: "text/html; charset=utf-8" },
    { line: "POST /info", headers: { "Content-Length": "2" }, status: 405 },
    { line: "PUT /info", headers: { "Content-Length": "0" }, status: 405 },
    { line: "DELETE /", headers: { "Content-Length": "0" }, status: 405 },
    { line: "GET /info", headers: { Host: "[::" }, status: 200 },
    { line: "GET /", headers: { Host: "[::" }, status: 400 },
  ];
  test("each route answers with its status, and all but /metrics with CORS headers", async () => {
    const server = await start();
    for (const { line, headers, status, type } of rows) {
      const body = headers?.["Content-Length"] === "2" ? "{}" : "";
      const answer = await rawHttp(server.url, request(line, { ...host, ...headers }) + body);
      expect([line, answer.status]).toEqual([line, status]);
      if (type !== undefined) expect([line, answer.headers.get("content-type")]).toEqual([line, type]);
      const cors = Object.fromEntries(
        [...answer.headers].filter(([name]) => name.startsWith("access-control-")),
      );
      expect([line, cors]).toEqual([
        line,
        / \/metrics/.test(line)
          ? {}
          : {
              "access-control-allow-origin": "*",
              "access-control-allow-methods": "GET, HEAD, OPTIONS, POST",
              "access-control-allow-headers": "Content-Type, Authorization, Range",
              "access-control-expose-headers": "Content-Length, Content-Type, Cache-Control",
            },
      ]);
      if (status === 405) expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      if (line.startsWith("HEAD")) expect(answer.body).toBe("");
    }
  });

  test("an answer to HEAD has the headers of the one to GET, and no body", async () => {
    const server = await start();
    const page = await get(server, "/index.html");
    const head = await rawHttp(server.url, request("HEAD /index.html", host));
    expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(page.body)));
    expect(head.headers.get("cache-control")).toBe("no-cache");
  });

  test("the page shows the server's name as text", async () => {
    const server = await start({ config: { server: { name: '<script>"&' } } });
    const { body } = await get(server, "/index.html");
    expect(body).toContain("<h1>&lt;script&gt;&quot;&amp;</h1>");
  });

  test("a browser gets the page at / too: it says what this is, and how to chat at the address that it asked for", async () => {
    const server = await start({ config: { server: { name: "Tea House", description: "Tea & talk" } } });
    const browser = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8", Host: "127.0.0.1:5613" };
    const { body } = await get(server, "/", browser);
    expect((await get(server, "/index.html", browser)).body).toBe(body);
    for (const part of [
      "Tea House",
      "Tea &amp; talk",
      "chat server",
      "--url ws://127.0.0.1:5613",
      "only, and",
    ]) {
      expect(body).toContain(part);
    }
    // Behind a proxy with TLS, or where the public address is known.
    const link = 'href="https://originchats.com/app?server=';
    const proxied = { ...browser, Host: "chat.example", "X-Forwarded-Proto": "https" };
    expect((await get(server, "/", proxied)).body).toContain(`${link}chat.example"`);
    await server.reconfigure({ server: { url: "wss://tea.example:8443" } });
    const known = (await get(server, "/", browser)).body;
    expect(known).toContain(`${link}tea.example%3A8443"`);
    expect(known).toContain("--url wss://tea.example:8443<");
  });

  test("the page repeats no markup of a Host header", async () => {
    const server = await start();
    const { body } = await get(server, "/index.html", { Host: "<script>x" });
    expect(body).not.toContain("<script>x");
    expect(body).toContain(`--url ${server.ws}<`);
  });

  test("HTTP/1.0 without a Host header works", async () => {
    const server = await start();
    expect((await rawHttp(server.url, "GET /info HTTP/1.0\r\n\r\n")).status).toBe(200);
  });

  test("/metrics is for trusted addresses only, through proxies too", async () => {
    const server = await start();
    const metrics = (headers?: Readonly<Record<string, string>>) => get(server, "/metrics", headers);
    expect((await metrics()).body).toContain("\noriginchats_connections 0\n");
    for (const headers of [
      { "X-Forwarded-For": "1.1.1.1" },
      { "X-Forwarded-For": "127.0.0.1, 1.1.1.1" },
      { "X-Forwarded-For": "1.1.1.1, 127.0.0.1" },
      { "X-Forwarded-For": "1.1.1.1", "CF-Connecting-IP": "127.0.0.1" },
      { "CF-Connecting-IP": "1.1.1.1" },
      // No address at all, and a name that leads to this machine.
      { "X-Forwarded-For": "somebody" },
      { Host: "rebound.example:5613" },
      // A proxy that adds a second line instead of extending the client's.
      { "X-Forwarded-For": "127.0.0.1\r\nX-Forwarded-For: 1.1.1.1" },
    ]) {
      const { status, body } = await metrics(headers);
      expect([headers, status, body]).toEqual([headers, 403, "Forbidden\n"]);
    }
    const open = await start({ config: { metrics: { public: true } } });
    expect((await get(open, "/metrics", { "X-Forwarded-For": "1.1.1.1" })).status).toBe(200);
  });
});
