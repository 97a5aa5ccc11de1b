/**
 * Frames made from the definitions, right and wrong in every way that JSON can be: each gets exactly one answer
 * where one is due, in order and to its sender alone; nothing breaks, leaks, or is half-stored.
 *
 * Some seconds in the gate; `FUZZ_SECONDS=600 bun test tests/fuzz` for longer, `FUZZ_SEED=…` to repeat a run.
 */
import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { differences, emptyModel, fetch, type Model } from "../client/index.ts";
import { mapCalls } from "../client/model/voice.ts";
import { serverAuthor } from "../src/chat/server-author.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { forMembers, forUnauthenticated } from "./support/fuzz/frames.ts";
import { connections, enter, type Member, shown, stayed, tidy, visit, World } from "./support/fuzz/world.ts";
import { startTestServer } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 7);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000_000);

const perRound = 240;
const window = 40;
/** Rounds until caches are full and code is compiled. */
const warmUp = 2;

async function round(world: World, seed: number): Promise<Model[]> {
  await tidy(world);
  await connections(world.server, 0);
  const members: Member[] = [];
  for (const name of stayed) members.push(await enter(world, name));
  const fuzzers = members.filter(({ name }) => name === "olga" || name === "mira");
  const visits = fc.sample(fc.array(forUnauthenticated, { minLength: 15, maxLength: 15 }), {
    seed,
    numRuns: 4,
  });
  await Promise.all([
    ...fuzzers.map(async (member, number) => {
      const some = fc.sample(forMembers, { seed: seed + number + 1, numRuns: perRound });
      for (let at = 0; at < some.length; at += window)
        await member.send(some.slice(at, at + window), `${seed}-${at}`);
    }),
    ...visits.map((some, number) => visit(world, `thrown ${number}`, some, number % 2 === 0)),
  ]);
  await connections(world.server, members.length);

  const found: Model[] = [];
  for (const { name, client, followed, problems } of members) {
    await client.request("ping");
    const fresh = await fetch(client);
    const wrong = differences(followed.model, fresh);
    if (wrong.length > 0) throw new Error(`${name} follows something else: ${shown(wrong.join("\n"))}`);
    if (problems[0]) throw problems[0];
    found.push(withoutConnections(fresh));
  }
  for (const member of members) member.leave();
  if (world.errors.length > 0) throw new Error(`the log has errors: ${shown(world.errors.join("\n"))}`);
  return found;
}

/** What is left of a state when all connections have ended: no commands of bots, and nobody in a call. */
function withoutConnections(model: Model): Model {
  const own = [...model.slashes].filter(([, { registeredBy }]) => registeredBy === serverAuthor);
  const emptied = mapCalls(model, () => []);
  return { ...emptied, slashes: new Map(own) };
}

/** The same people come again, after a restart. */
async function compareAgain(world: World, before: readonly Model[]): Promise<void> {
  const members: Member[] = [];
  for (const name of stayed) members.push(await enter(world, name));
  for (const [index, { name, client }] of members.entries()) {
    await client.request("ping");
    const wrong = differences(before[index] ?? emptyModel(name), await fetch(client));
    if (wrong.length > 0)
      throw new Error(`${name} finds it otherwise after a restart: ${shown(wrong.join("\n"))}`);
  }
  for (const member of members) member.leave();
}

/** MiB in use. */
function memory(): { heap: number; rss: number } {
  Bun.gc(true);
  const { heapSize, extraMemorySize } = heapStats();
  return { heap: (heapSize + extraMemorySize) / 2 ** 20, rss: process.memoryUsage().rss / 2 ** 20 };
}

test(
  "frames of every kind are answered once each, and leave the server whole",
  async () => {
    const rotur = startFakeRotur();
    const errors: string[] = [];
    // With a clock that leaps, pushed lists of channels don't have to wait for their second.
    let now = Date.now();
    const server = await startTestServer({
      now: () => (now += 1000),
      log: (line) => {
        if (line.includes('"level":"error"')) errors.push(line);
      },
      config: {
        owners: ["warden"],
        DB: { synchronous: "OFF" },
        rotur: { base_url: rotur.url },
        limits: {
          frame_size_before_login: 4_194_304,
          malformed_frames: 1_000_000,
          login_seconds: 86_400,
          send_queue_bytes: 2 ** 26,
          send_queue_packets: 100_000,
        },
      },
    });
    const world = new World(rotur, server, errors);
    const until = performance.now() + seconds * 1000;
    const used: { heap: number; rss: number }[] = [];
    let rounds = 0;
    try {
      do {
        await connections(world.server, 0);
        used.push(memory());
        const found = await round(world, firstSeed + rounds++ * 100);
        // What people saw is what was stored.
        world.server = await world.server.restart();
        await compareAgain(world, found);
      } while (performance.now() < until || rounds < warmUp + 2);
      await settle(world.server.store, now);
      expect(faultsIn(join(world.server.folder, "db", "server.db"))).toEqual([]);

      const [warm, end] = [used[warmUp], used.at(-1)];
      if (!warm || !end) throw new Error("too few rounds");
      expect(end.heap - warm.heap).toBeLessThan(40);
      expect(end.rss - warm.rss).toBeLessThan(300);
      // Otherwise most of this would have tested the refusals.
      expect(world.answered.replies).toBeGreaterThan(world.frames / 8);
    } catch (cause) {
      const told = `FUZZ_SEED=${firstSeed}, round ${rounds}: ${(cause as Error).message}`;
      throw new Error([told, ...errors.slice(0, 3)].join("\n"), { cause });
    } finally {
      await world.server.dispose();
      await rotur.stop();
    }
  },
  (seconds + 60) * 1000,
);
