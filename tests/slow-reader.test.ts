/** Clients that stop reading: nobody waits for them, nothing piles up, and a client that reads again has missed nothing. */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { connect } from "../client/index.ts";
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
import { newFolder, spawnServer, type TestServer, writeConfig } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const limits = { post_content: 1_000_000, packets_per_second: 1_000_000, packets_burst: 1_000_000 };

async function townWith(queue: { bytes: number; packets?: number }): Promise<Town> {
  const send_queue_packets = queue.packets ?? 100_000;
  const town = await openTown({
    config: { limits: { ...limits, send_queue_bytes: queue.bytes, send_queue_packets } },
  });
  endings.push(() => town.close());
  return town;
}

async function slowPeer(server: TestServer, name = "slow"): Promise<RawPeer> {
  const peer = await connectAs(name, server.url);
  endings.push(() => peer.destroy());
  peer.send({ cmd: "ping" });
  await peer.packet("pong");
  peer.pause();
  return peer;
}

const padding = "x".repeat(100_000);
const atOnce = 20;
/** Numbers messages, so that their order shows. */
function writerOf(member: Member) {
  let count = 0;
  return {
    get count() {
      return count;
    },
    /** Some at once: all of them could be more than the requests of one client that may wait for their turn. */
    async write(messages: number, pad = padding) {
      for (let left = messages; left > 0; left -= atOnce) {
        const sent = Array.from({ length: Math.min(atOnce, left) }, () =>
          member.request("message_new", { channel: "general", content: `${count++} ${pad}` }),
        );
        await Promise.all(sent);
      }
    },
  };
}
const numberOf = (packet: Packet) => Number.parseInt((packet["message"] as { content: string }).content, 10);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Writes until what is for the paused peer stays in the server's own queue: then typing is left out for it. */
async function fill(town: Town, writer: ReturnType<typeof writerOf>, member: Member): Promise<void> {
  const { dropped } = town.server.gateway.metrics();
  while (town.server.gateway.metrics().dropped === dropped) {
    // The writer goes on typing, which others are told again after each message.
    await writer.write(5);
    await member.request("typing", { channel: "general" });
  }
}

/** What arrives until the message with this number. */
async function readUpTo(peer: RawPeer, last: number): Promise<Packet[]> {
  const packets: Packet[] = [];
  for (;;) {
    const packet = await peer.packet();
    packets.push(packet);
    if (packet.cmd === "message_new" && numberOf(packet) === last) return packets;
  }
}

async function readUntilListener(
  peer: RawPeer,
  listener: string,
  read: readonly Packet[],
): Promise<Packet[]> {
  const packets: Packet[] = [];
  while (![...read, ...packets].some((packet) => packet["listener"] === listener))
    packets.push(await peer.packet());
  return packets;
}

const messagesIn = (packets: readonly Packet[]) =>
  packets.filter(({ cmd }) => cmd === "message_new").map(numberOf);

describe("a client that reads again before its queue is full", () => {
  test("gets every message once and in order, and the answers to what it asked meanwhile", async () => {
    const town = await townWith({ bytes: 64 * 1024 * 1024 });
    const [olga] = await town.people("olga");
    const peer = await slowPeer(town.server);
    const writer = writerOf(olga);
    await fill(town, writer, olga);
    await writer.write(200, "small");
    for (const listener of ["a", "b", "c"]) peer.send({ cmd: "ping", listener });
    await writer.write(30);

    peer.resume();
    const packets = await readUpTo(peer, writer.count - 1);
    expect(messagesIn(packets)).toEqual(upTo(writer.count));
    const numbers = packets.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const answers = [...packets, ...(await readUntilListener(peer, "c", packets))].flatMap(
      ({ listener }) => listener ?? [],
    );
    expect(answers).toEqual(["a", "b", "c"]);
    expect(town.server.gateway.metrics()).toMatchObject({ connections: 2, slowClosed: 0 });
  });

  test("several times over", async () => {
    const town = await townWith({ bytes: 64 * 1024 * 1024 });
    const [olga] = await town.people("olga");
    const peer = await slowPeer(town.server);
    const writer = writerOf(olga);
    const read: number[] = [];
    for (let round = 0; round < 3; round++) {
      await fill(town, writer, olga);
      peer.resume();
      read.push(...messagesIn(await readUpTo(peer, writer.count - 1)));
      peer.pause();
    }
    expect(read).toEqual(upTo(writer.count));
  });

  test("misses typing and presence, and gets the list of online members instead", async () => {
    const town = await townWith({ bytes: 64 * 1024 * 1024 });
    const [olga, mira] = await town.people("olga", "mira");
    const peer = await slowPeer(town.server);
    const writer = writerOf(olga);
    await fill(town, writer, olga);
    const { dropped } = town.server.gateway.metrics();
    mira.close();
    await olga.next("user_disconnect");
    await town.join("ben");
    // mira's leaving and ben's coming.
    expect(town.server.gateway.metrics().dropped).toBe(dropped + 2);
    await writer.write(1);

    peer.resume();
    const packets = await peer.until("users_online");
    expect(messagesIn(packets)).toEqual(upTo(writer.count));
    expect(packets.map(({ cmd }) => cmd)).not.toContain("user_connect");
    expect(packets.map(({ cmd }) => cmd)).not.toContain("user_disconnect");
    const online = packets.at(-1)?.["users"] as { username: string }[];
    expect(online.map(({ username }) => username).sort()).toEqual(["USR:local_slow", "ben", "olga"]);
    // From now on it gets presence events again.
    (await town.join("mira")).close();
    await peer.packet("user_disconnect");
  });

  test("and gets that list with `resume` when its line breaks before", async () => {
    const town = await townWith({ bytes: 64 * 1024 * 1024 });
    const [olga, mira] = await town.people("olga", "mira");
    const peer = await slowPeer(town.server);
    const writer = writerOf(olga);
    await fill(town, writer, olga);
    const first = writer.count;
    mira.close();
    const gone = await olga.next("user_disconnect");
    await writer.write(300);
    // It reads on, past the place of what was left out, and far from the end.
    peer.resume();
    const handled = (await readUpTo(peer, first + 5)).at(-1)?.["seq"];
    expect(handled).toBeGreaterThan(gone.seq ?? 0);
    peer.destroy();
    await olga.next("user_disconnect");

    const again = await connectRaw(town.server.url);
    endings.push(() => again.destroy());
    again.send({ cmd: "login", username: "slow", password: "password" });
    const { session } = (await again.packet("ready")) as unknown as { session: { epoch: string } };
    again.send({ cmd: "resume", epoch: session.epoch, seq: handled });
    const packets = await again.until("resume");
    expect(packets.at(-1)).toMatchObject({ recovered: true });
    const lists = packets.filter(({ cmd }) => cmd === "users_online");
    const online = lists.at(-1)?.["users"] as { username: string }[];
    expect(online.map(({ username }) => username).sort()).toEqual(["USR:local_slow", "olga"]);
    // Behind what was missed, as it is the latest.
    expect(packets.slice(-2).map(({ cmd }) => cmd)).toEqual(["users_online", "resume"]);
  });

  test("gets no list when it missed only typing", async () => {
    const town = await townWith({ bytes: 64 * 1024 * 1024 });
    const [olga] = await town.people("olga");
    const peer = await slowPeer(town.server);
    const writer = writerOf(olga);
    await fill(town, writer, olga);
    peer.resume();
    await readUpTo(peer, writer.count - 1);
    peer.send({ cmd: "ping" });
    expect(await peer.until("pong")).toMatchObject([{ cmd: "pong" }]);
  });
});

describe("a client that comes back and missed far more than its queue may hold", () => {
  /** Missed 150 messages of 100 KB; has asked for them, and reads nothing yet. */
  async function backAgain(resume: { events?: number } = {}) {
    const queue = { send_queue_bytes: 1024 * 1024, send_queue_packets: 100 };
    const town = await openTown({ config: { limits: { ...limits, ...queue }, resume } });
    endings.push(() => town.close());
    const [olga] = await town.people("olga");
    const first = await connectAs("slow", town.server.url);
    const { seq } = await first.packet("user_connect");
    first.destroy();
    await olga.next("user_disconnect");
    const writer = writerOf(olga);
    for (let n = 0; n < 150; n += 5) await writer.write(5);
    const peer = await connectRaw(town.server.url);
    endings.push(() => peer.destroy());
    peer.send({ cmd: "login", username: "slow", password: "password" });
    const { session } = (await peer.packet("ready")) as unknown as { session: { epoch: string } };
    // Its own login is an event that it gets at once.
    await peer.packet("user_connect");
    peer.pause();
    const { requests } = town.server.gateway.metrics();
    peer.send({ cmd: "resume", epoch: session.epoch, seq });
    peer.send({ cmd: "ping" });
    while (town.server.gateway.metrics().requests === requests)
      await new Promise<void>((resolve) => setImmediate(resolve));
    return { town, olga, writer, peer };
  }

  test("gets all of it as it reads, and in order behind it what happened meanwhile", async () => {
    const { town, writer, peer } = await backAgain();
    for (let n = 0; n < 10; n++) await writer.write(20, "meanwhile");
    peer.resume();
    const packets = await peer.until("resume");
    expect(messagesIn(packets)).toEqual(upTo(writer.count));
    const numbers = packets.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(numbers.slice(0, -1)).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    // Going and coming are events like the messages.
    expect(packets.at(-1)).toMatchObject({
      recovered: true,
      seq: numbers.at(-2),
      events: numbers.length - 1,
    });
    // What it asked next is answered behind, and then it is a connection like others.
    await peer.packet("pong");
    await writer.write(1, "after");
    expect(messagesIn(await peer.until("message_new"))).toEqual([writer.count - 1]);
    expect(town.server.gateway.metrics().slowClosed).toBe(0);
  });

  test("is closed with 4008 when the server must forget what it has not read", async () => {
    const { town, writer, peer } = await backAgain({ events: 200 });
    expect(town.server.gateway.metrics().slowClosed).toBe(0);
    // It reads soon after that, since the server doesn't wait long for its answer.
    for (let n = 0; n < 10 && town.server.gateway.metrics().slowClosed === 0; n++)
      await writer.write(20, "meanwhile");
    expect(town.server.gateway.metrics()).toMatchObject({ connections: 1, slowClosed: 1 });
    peer.resume();
    expect(await peer.ended).toMatchObject({ code: 4008 });
  });

  test("is closed with 4008 when what it may view changes on the way, as the rest would be half the truth", async () => {
    const { olga, peer } = await backAgain();
    await olga.request("role_create", { name: "cook" });
    peer.resume();
    expect(await peer.ended).toMatchObject({ code: 4008 });
  });
});

describe("a client that stays stuck", () => {
  // How many more messages of 10 KB it takes, at most: what `fill` wrote last may be in the queue.
  for (const [kind, queue, most] of [
    ["bytes", { bytes: 1024 * 1024 }, 105],
    ["packets", { bytes: 64 * 1024 * 1024, packets: 50 }, 51],
  ] as const) {
    test(`is closed with 4008 at the limit of ${kind}, after a beginning without gaps`, async () => {
      const town = await townWith(queue);
      const [olga] = await town.people("olga");
      const peer = await slowPeer(town.server);
      const writer = writerOf(olga);
      await fill(town, writer, olga);
      const filled = writer.count;
      while (town.server.gateway.metrics().slowClosed === 0) await writer.write(1, "x".repeat(10_000));
      expect(writer.count - filled).toBeWithin(40, most + 1);
      expect(town.server.gateway.metrics()).toMatchObject({
        connections: 1,
        authenticated: 1,
        slowClosed: 1,
      });
      await writer.write(1);

      peer.resume();
      expect(await peer.ended).toMatchObject({ code: 4008, reason: "slowConsumer" });
      const packets: Packet[] = [];
      await expect(
        (async () => {
          for (;;) packets.push(await peer.packet());
        })(),
      ).rejects.toThrow("4008");
      const read = messagesIn(packets);
      expect(read).toEqual(upTo(read.length));
      expect(read.length).toBeGreaterThan(0);
      expect(read.length).toBeLessThan(writer.count);
    });
  }

  test("takes nothing from others: each event reaches each of them once and in order, its end too", async () => {
    const town = await townWith({ bytes: 64 * 1024 });
    const [olga] = await town.people("olga");
    // Around the stuck ones in every order of joining; all of these have the same roles.
    const healthy: RawPeer[] = [];
    const names: string[] = [];
    for (let i = 0; i < 3; i++) {
      healthy.push(await connectAs(`before${i}`, town.server.url));
      await slowPeer(town.server, `stuck${i}`);
      names.push(`USR:local_stuck${i}`);
      healthy.push(await connectAs(`after${i}`, town.server.url));
    }
    for (const peer of healthy) endings.push(() => peer.destroy());
    const received = healthy.map(async (peer) => {
      const packets: Packet[] = [];
      const gone = new Set<unknown>();
      while (gone.size < names.length) {
        const packet = await peer.packet();
        packets.push(packet);
        if (packet.cmd === "user_disconnect") gone.add(packet["username"]);
      }
      return packets;
    });
    const writer = writerOf(olga);
    while (town.server.gateway.metrics().slowClosed < names.length) await writer.write(1);

    for (const packets of await Promise.all(received)) {
      const numbers = packets.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(messagesIn(packets)).toEqual(upTo(writer.count));
      const ends = packets.filter(({ cmd }) => cmd === "user_disconnect").map(({ username }) => username);
      expect(ends.sort()).toEqual(names);
    }
    // The writer waits for nobody: its own requests were answered while the others were stuck.
    expect(town.server.gateway.metrics()).toMatchObject({
      connections: healthy.length + 1,
      slowClosed: names.length,
    });
  });
});

test("a client that asks for more than it reads gets all of it, and no more at once than it takes", async () => {
  const town = await townWith({ bytes: 64 * 1024 });
  const [olga] = await town.people("olga");
  await writerOf(olga).write(10);
  const peer = await slowPeer(town.server);
  const { requests } = town.server.gateway.metrics();
  const asked = 40;
  const ask = (listener: number) =>
    JSON.stringify({ cmd: "messages_get", channel: "general", limit: 10, listener: String(listener) });
  peer.write(...Array.from({ length: asked }, (_, index) => frame(opcode.text, ask(index))));
  // Ten messages of 100 KB in each answer: after some, the rest of the requests waits for the client.
  let olgas = 0;
  let begun = -1;
  const begunNow = () => town.server.gateway.metrics().requests - requests - olgas;
  while (begun !== begunNow()) {
    begun = begunNow();
    for (let i = 0; i < 20; i++, olgas++)
      await olga.request("messages_get", { channel: "general", limit: 1 });
  }
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThan(asked);

  peer.resume();
  for (let listener = 0; listener < asked; listener++) {
    const answer = await peer.packet("messages_get");
    expect(answer["listener"]).toBe(String(listener));
    expect(answer["messages"]).toHaveLength(10);
  }
  expect(town.server.gateway.metrics().slowClosed).toBe(0);
});

test("clients that read nothing cost a bounded amount of memory, and are dropped with all that was theirs", async () => {
  const folder = newFolder();
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  writeConfig(folder, { limits: { ...limits, logins_per_minute: 1000, registrations_per_minute: 1000 } });
  const server = await spawnServer(folder);
  endings.push(async () => {
    server.kill("SIGKILL");
    await server.exited;
  });
  const sockets = () =>
    readdirSync(`/proc/${server.pid}/fd`).filter((fd) => linkOf(server.pid, fd).startsWith("socket:")).length;
  const residentMegabytes = () =>
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;

  const writer = await connect(server.ws, {
    login: { register: { username: "olga", password: "password" } },
    reconnect: [],
  });
  endings.push(() => writer.close());
  const before = { sockets: sockets(), megabytes: residentMegabytes() };
  const stuck: RawPeer[] = [];
  for (let i = 0; i < 20; i++) {
    const peer = await connectRaw(server.url);
    endings.push(() => peer.destroy());
    peer.send({ cmd: i === 0 ? "register" : "login", username: "stuck", password: "password" });
    await peer.packet("ready");
    peer.pause();
    stuck.push(peer);
  }
  expect(sockets()).toBe(before.sockets + stuck.length);

  // 20 MB for each of them, which their limits don't allow.
  let most = 0;
  for (let i = 0; i < 100; i++) {
    await writer.request("message_new", { channel: "general", content: "x".repeat(200_000) });
    most = Math.max(most, residentMegabytes());
  }
  expect(await metric(server.url, "connections")).toBe(1);
  expect(await metric(server.url, "slow_clients_closed_total")).toBe(stuck.length);
  expect(most - before.megabytes).toBeLessThan(150);

  // They don't take the close frame either, so nothing ends by itself; Bun gives up after some seconds.
  while (sockets() > before.sockets) await Bun.sleep(50);
  for (const peer of stuck) {
    peer.resume();
    expect(await peer.ended).toMatchObject({ code: 1006 });
  }
}, 20_000);

function linkOf(pid: number, descriptor: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    // Closed since it was listed.
    return "";
  }
}

async function metric(url: string, name: string): Promise<number> {
  const { body } = await rawHttp(url, request("GET /metrics", { Host: "test" }));
  return Number(new RegExp(`^originchats_${name} (.*)$`, "m").exec(body)?.[1]);
}
