/** Answers: their `listener`, and their order. */
import { afterEach, describe, expect, test } from "bun:test";
import { endAll } from "./support/endings.ts";
import { holdCommits, member, open, roundTrip, secondConnection, start, text } from "./support/peers.ts";
import { frame, opcode, type RawPeer } from "./support/raw-socket.ts";

afterEach(endAll);

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
    // The author has read that far, and both of their connections get that first.
    const received = async (peer: RawPeer) =>
      (await roundTrip(peer)).filter(({ cmd }) => cmd !== "unreads_update");
    for (const fields of requests) {
      asking.send({ ...fields, listener: "mine" });
      expect(await received(asking)).toMatchObject([{ cmd: fields.cmd, listener: "mine" }]);
      for (const peer of [own, other]) {
        const packets = await received(peer);
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
