/** Logged-in connections on top of the raw wire. */

import { dial, type Wire } from "./wire.ts";
import type { RunningWorld } from "./world.ts";
import { userId } from "./world.ts";

type Packet = Readonly<Record<string, unknown>>;

/** The next packet that fits; everything before it is dropped. Replaces the wire's `onFrame` meanwhile. */
export function packet(wire: Wire, fits: (packet: Packet) => boolean): Promise<Packet> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    wire.onFrame = (buffer, from, to) => {
      const found: Packet = JSON.parse(decoder.decode(buffer.subarray(from, to)));
      if (!fits(found)) return;
      wire.onFrame = null;
      resolve(found);
    };
  });
}

/** Connects and waits for the handshake. */
export async function greet(port: number): Promise<{ wire: Wire; handshake: Packet }> {
  const wire = await dial(port);
  const handshake = packet(wire, ({ cmd }) => cmd === "handshake");
  await wire.upgrade();
  return { wire, handshake: await handshake };
}

/** Connects and logs in as member `n`; afterwards the wire only counts. */
export async function logIn(world: RunningWorld, n: number): Promise<Wire> {
  const { wire, handshake } = await greet(world.port);
  const { validator_key: key } = handshake["val"] as { validator_key: string };
  const ready = packet(wire, ({ cmd }) => cmd === "ready" || cmd === "auth_error");
  wire.send({ cmd: "auth", validator: validator(world, n, key) });
  const answer = await ready;
  if (answer["cmd"] !== "ready") throw new Error(`login refused: ${JSON.stringify(answer)}`);
  return wire;
}

/** Logs in members 0, 1, … `count` - 1, or the first `members` of them several times. */
export function logInMany(world: RunningWorld, count: number, members = count): Promise<Wire[]> {
  return inParallel(count, (n) => logIn(world, n % members));
}

/** Runs `work` for 0 … `count` - 1, so many at a time. */
export async function inParallel<Result>(
  count: number,
  work: (n: number) => Promise<Result>,
  atOnce = 64,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next++;
      results[n] = await work(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
  return results;
}

function validator(world: RunningWorld, n: number, key: string): string {
  return world.rotur.account(`bench-${n}`, userId(n)).validatorFor(key);
}

/** Sends a request and measures until its reply is complete, in milliseconds. */
export async function roundTrip(wire: Wire, request: Uint8Array): Promise<number> {
  const replied = Promise.withResolvers<void>();
  wire.onSkipped = () => replied.resolve();
  const start = performance.now();
  wire.write(request);
  await replied.promise;
  wire.onSkipped = null;
  return performance.now() - start;
}
