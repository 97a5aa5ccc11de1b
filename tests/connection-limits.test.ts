/** How much a connection may send, and how many connections there may be. */
import { afterEach, describe, expect, test } from "bun:test";
import { endAll } from "./support/endings.ts";
import {
  connections,
  member,
  open,
  roundTrip,
  secondConnection,
  start,
  startWithClock,
  text,
} from "./support/peers.ts";
import { connectRaw, frame, opcode, type RawPeer, rawHttp, request } from "./support/raw-socket.ts";

afterEach(endAll);

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

  test("without a login: none is refused, but the oldest are closed", async () => {
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
