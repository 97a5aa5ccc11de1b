/** `/metrics`: every figure follows what happens on a real server. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { connectAs, connectRaw } from "./support/raw-socket.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
beforeEach(async () => {
  town = await openTown({
    config: {
      limits: {
        post_content: 1_000_000,
        send_queue_bytes: 1024 * 1024,
        packets_per_second: 1_000_000,
        packets_burst: 1_000_000,
      },
    },
  });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(() => town.close());

/** Every sample by its name and labels, without the prefix. */
async function figures(): Promise<Map<string, number>> {
  const text = await (await fetch(`${town.server.url}/metrics`)).text();
  const samples = [...text.matchAll(/^originchats_(\S+) (\S+)$/gm)];
  return new Map(samples.map(([, name = "", value]) => [name, Number(value)]));
}

/** By how much each figure grew meanwhile. */
async function growth(action: () => unknown): Promise<(name: string) => number> {
  const before = await figures();
  await action();
  const after = await figures();
  return (name) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
}

const post = (content: string) => olga.request("message_new", { channel: "general", content });

test("messages: each stored one counts once, in whatever way it was posted, and nothing else does", async () => {
  await olga.request("channel_create", { name: "ideas", type: "forum" });
  const grew = async (action: () => Promise<unknown>) => (await growth(action))("messages_total");
  const nonce = () => olga.request("message_new", { channel: "general", content: "once", nonce: "n" });
  const start = (name: string, content: string) =>
    olga.request("thread_create", { channel: "ideas", name, content });

  expect(await grew(() => post("hello"))).toBe(1);
  expect(await grew(nonce)).toBe(1);
  expect(await grew(nonce)).toBe(0);
  expect(await grew(() => olga.request("thread_create", { channel: "ideas", name: "silent" }))).toBe(0);
  expect(await grew(() => start("first", "with a message"))).toBe(1);
  expect(
    await grew(() => olga.request("thread_new", { channel: "ideas", name: "second", content: "x" })),
  ).toBe(1);
  const poll = { channel: "general", question: "Tea?", options: ["yes", "no"] };
  expect(await grew(() => olga.request("poll_create", poll))).toBe(1);
  expect(
    await grew(async () => {
      const { message } = await post("soon gone");
      await olga.request("message_edit", { channel: "general", id: message.id, content: "changed" });
      await olga.request("message_delete", { channel: "general", id: message.id });
    }),
  ).toBe(1);
  const refused = () => post("").catch(() => {});
  expect(await grew(refused)).toBe(0);
});

test("connections, requests, events, deliveries, frames", async () => {
  const raw = () => connectAs("ben", town.server.url);
  let peer: Awaited<ReturnType<typeof raw>> | undefined;
  const joined = await growth(async () => {
    peer = await raw();
  });
  expect(joined("connections")).toBe(1);
  expect(joined("connections_authenticated")).toBe(1);

  await post("the first of a channel causes one event more");
  const posted = await growth(async () => {
    await post("hello");
    await mira.news();
  });
  // The message and the ping with which `news` ends.
  expect(posted("requests_total")).toBe(2);
  expect(posted("request_errors_total")).toBe(0);
  expect(posted("events_total")).toBe(1);
  // To mira and ben; olga's copy is her reply.
  expect(posted("deliveries_total")).toBe(2);
  expect(posted("frames_total")).toBeGreaterThanOrEqual(4);

  const refused = await growth(() => post("").catch(() => {}));
  expect(refused("request_errors_total")).toBe(1);

  const left = mira.next("user_disconnect");
  const gone = await growth(async () => {
    peer?.destroy();
    await left;
  });
  expect(gone("connections")).toBe(-1);
  expect(gone("connections_authenticated")).toBe(-1);
});

test("queue drops, and clients that were closed since they did not read", async () => {
  const peer = await connectAs("ben", town.server.url);
  peer.pause();
  const grew = await growth(async () => {
    const { slowClosed } = town.server.gateway.metrics();
    while (town.server.gateway.metrics().slowClosed === slowClosed) {
      // After a message, others are told at once if its author goes on typing.
      await post("x".repeat(100_000));
      await olga.request("typing", { channel: "general" });
    }
  });
  expect(grew("queue_drops_total")).toBeGreaterThan(0);
  expect(grew("slow_clients_closed_total")).toBe(1);
  peer.destroy();
});

test("writes, refused writes, commits and how long they took", async () => {
  const grew = await growth(async () => {
    await post("hello");
    const nonsense = { kind: "write", name: "no such procedure", args: {} } as const;
    await new Promise<void>((done) => town.server.store.commit(nonsense, () => done()));
  });
  expect(grew("writes_total")).toBeGreaterThanOrEqual(2);
  expect(grew("write_failures_total")).toBe(1);
  expect(grew("commit_seconds_count")).toBeGreaterThanOrEqual(2);
  expect(grew("commit_seconds_sum")).toBeGreaterThan(0);
  expect(grew('commit_seconds_bucket{le="+Inf"}')).toBe(grew("commit_seconds_count"));
  const buckets = [...(await figures())].filter(([name]) => name.startsWith("commit_seconds_bucket"));
  const counts = buckets.map(([, count]) => count);
  expect(counts).toHaveLength(11);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test("the event loop's delay, and memory", async () => {
  const late = await growth(async () => {
    const start = performance.now();
    while (performance.now() - start < 200);
    // The timer that measures it runs before a later one.
    await Bun.sleep(25);
  });
  expect(late("event_loop_delay_seconds_total")).toBeGreaterThan(0.1);
  expect((await figures()).get("event_loop_delay_seconds")).toBeGreaterThan(0.1);

  let held = new Uint8Array(0);
  const grown = await growth(() => {
    held = new Uint8Array(256 * 1024 * 1024).fill(1);
  });
  expect(grown("resident_memory_bytes")).toBeGreaterThan(held.length / 2);
});

test("logins, failed ones, refused and closed connections, errors by code, requests by command", async () => {
  const { url } = town.server;
  const grew = await growth(async () => {
    const zoe = await connectAs("zoe", url);
    const guess = await connectRaw(url);
    guess.send({ cmd: "login", username: "zoe", password: "wrong" });
    await guess.packet("auth_error");
    await connectRaw(url, { headers: { Origin: "https://evil.example" } }).catch(() => {});
    for (let frames = 0; frames < 21; frames++) zoe.send([]);
    await zoe.ended;
    await olga.request("messages_get", { channel: "general" });
    await olga.request("message_get", { channel: "general", id: "none" }).catch(() => {});
  });
  expect(grew('logins_total{cmd="register"}')).toBe(1);
  expect(grew('login_failures_total{code="invalid_password"}')).toBe(1);
  expect(grew('connections_refused_total{reason="origin"}')).toBe(1);
  expect(grew('connections_closed_total{reason="policy"}')).toBe(1);
  const after = await figures();
  expect(after.get('refusals_total{code="invalid_message"}')).toBe(20);
  expect(after.get('refusals_total{code="message_not_found"}')).toBe(1);
  expect(after.get('command_requests_total{cmd="messages_get"}')).toBe(1);
  expect(after.get('command_seconds_total{cmd="messages_get"}')).toBeGreaterThan(0);
  expect(grew("request_seconds_count")).toBe(4);
  expect(grew('request_seconds_bucket{le="+Inf"}')).toBe(4);
});

test("sizes of the database and its log, and when the server started", async () => {
  const after = await figures();
  expect(after.get("database_bytes")).toBeGreaterThan(0);
  expect(after.get("database_wal_bytes")).toBeGreaterThanOrEqual(0);
  const started = after.get("process_start_time_seconds") ?? 0;
  expect(Math.abs(started - performance.timeOrigin / 1000)).toBeLessThan(1);
});
