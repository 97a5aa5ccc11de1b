import { inParallel, logInMany } from "../client.ts";
import { needFiles } from "../machine.ts";
import { type Measured, startFloor } from "../processes.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { connect, type Wire } from "../wire.ts";
import { startWorld } from "../world.ts";

const connections = 10_000;
/** Bytes that count as the same, and how long memory may take to settle after the logins. */
const settled = 64 * 1024;
const patience = 60_000;

export const memoryIdle: Benchmark = {
  name: "memory-idle",
  about: "resident memory per idle connection at 10,000, above the server without any",
  async run() {
    needFiles(connections + 200);
    const measures: Measure[] = [];
    for (const members of [1000, 10_000]) {
      const world = await startWorld({ users: members, rooms: 0, messages: 0 });
      const found = await perConnection(world, () => logInMany(world, connections, members));
      await world.stop();
      measures.push(
        measure(`logged in, ${members.toLocaleString("en")} members`, "KB", [found.settled], { most: 6 }),
        measure("  right after the logins", "KB", [found.atOnce]),
      );
    }
    const floor = await startFloor();
    const bare = await perConnection(floor, () => inParallel(connections, () => connect(floor.port)));
    await floor.stop();
    measures.push(measure("the floor's connections", "KB", [bare.settled]));
    return {
      measures,
      notes: [
        "from VmRSS; the empty server has loaded its members and waited until its memory was steady",
        "settled: the lowest value of the minute after the last login, during which the connections get their pings",
      ],
    };
  },
};

async function perConnection(measured: Measured, open: () => Promise<Wire[]>) {
  const empty = await steady(measured, 10_000);
  const wires = await open();
  const full = measured.resident();
  const after = await steady(measured, patience);
  for (const wire of wires) wire.close();
  const each = (resident: number) => (resident - empty) / connections / 1024;
  return { settled: each(after), atOnce: each(full) };
}

/** The lowest resident size within the time; ends early when it stays where it is for a third of it. */
async function steady(measured: Measured, milliseconds: number): Promise<number> {
  const start = performance.now();
  let lowest = measured.resident();
  let since = start;
  while (performance.now() - start < milliseconds && performance.now() - since < milliseconds / 3) {
    await Bun.sleep(500);
    const now = measured.resident();
    if (now < lowest - settled) since = performance.now();
    lowest = Math.min(lowest, now);
  }
  return lowest;
}
