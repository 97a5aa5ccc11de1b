/** Servers and connections that end with the test (endings.ts). */
import { spyOn } from "bun:test";
import { endings } from "./endings.ts";
import { connectAs, connectRaw, frame, opcode, type Packet, type RawPeer } from "./raw-socket.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./server.ts";

export async function start(options?: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  endings.push(() => server.dispose());
  return server;
}

/** Time that passes when the test says so; the server's own timer changes nothing then. */
export async function startWithClock(options: Omit<TestServerOptions, "now"> = {}) {
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

export async function open(server: TestServer, options?: Parameters<typeof connectRaw>[1]): Promise<RawPeer> {
  const peer = await connectRaw(server.url, options);
  endings.push(() => peer.destroy());
  await peer.packet("handshake");
  return peer;
}

export async function member(
  server: TestServer,
  name: string,
  options?: Parameters<typeof connectRaw>[1],
): Promise<RawPeer> {
  const peer = await connectAs(name, server.url, options);
  endings.push(() => peer.destroy());
  await roundTrip(peer);
  return peer;
}

export async function secondConnection(server: TestServer, name: string): Promise<RawPeer> {
  const peer = await open(server);
  peer.send({ cmd: "login", username: name, password: "password" });
  await peer.packet("ready");
  await roundTrip(peer);
  return peer;
}

let trips = 0;
/** What arrives before the answer to a question asked now. */
export async function roundTrip(peer: RawPeer): Promise<Packet[]> {
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
export async function connections(server: TestServer, count: number): Promise<void> {
  while (server.gateway.metrics().connections !== count)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The database takes nothing until the returned function is called. */
export function holdCommits(server: TestServer): () => void {
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

export const text = (content: string) => frame(opcode.text, content);
