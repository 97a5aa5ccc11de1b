import { inParallel, logIn } from "../client.ts";
import { needFiles } from "../machine.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { frames, type Wire } from "../wire.ts";
import { type RunningWorld, startWorld } from "../world.ts";

const connections = 10_000;
/** Connections that are between opening and their last answer. */
const atOnce = 1000;
/** First letter of `messages_get`; nobody posts meanwhile. */
const m = 0x6d;

const questions = frames([
  JSON.stringify({ cmd: "channels_get" }),
  JSON.stringify({ cmd: "users_list" }),
  JSON.stringify({ cmd: "messages_get", channel: "general", limit: 50 }),
]);

export const loginStorm: Benchmark = {
  name: "login-storm",
  about: "10,000 connections log in at the identity service and fetch channels, users and 50 messages",
  async run() {
    needFiles(connections + 200);
    const measures: Measure[] = [];
    const costs: Cost[] = [];
    for (const members of [1000, 10_000]) {
      const world = await startWorld({ users: members, rooms: 0, messages: 1000 });
      const wires: Wire[] = [];
      const cost = await observe(world, async () => {
        wires.push(...(await inParallel(connections, (n) => enter(world, n % members), atOnce)));
      });
      const received = wires.reduce((sum, wire) => sum + wire.bytes, 0);
      for (const wire of wires) wire.close();
      await world.stop();
      costs.push(cost);
      const name = `${members.toLocaleString("en")} members`;
      measures.push(
        measure(name, "s", [cost.seconds], { most: 30 }),
        measure("  server CPU", "s", [cost.cpu]),
        measure("  received by all clients together", "MB", [received / 1e6]),
      );
    }
    return {
      measures,
      notes: [
        `${atOnce} logins at once; the identity service is a fake over HTTP on the load generator's core`,
        loadNote(costs),
      ],
    };
  },
};

async function enter(world: RunningWorld, member: number): Promise<Wire> {
  const wire = await logIn(world, member);
  const done = Promise.withResolvers<void>();
  wire.onSkipped = (letter) => {
    if (letter === m) done.resolve();
  };
  wire.write(questions);
  await done.promise;
  wire.onSkipped = null;
  return wire;
}
