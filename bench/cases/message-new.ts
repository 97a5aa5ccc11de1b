import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inParallel, logInMany } from "../client.ts";
import { scratch } from "../machine.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { startStoreFloor } from "../processes.ts";
import { pump } from "../pump.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { newMessage } from "../request.ts";
import { connect } from "../wire.ts";
import { startWorld } from "../world.ts";

const rounds = 5;

interface Kind {
  readonly connections: number;
  readonly rooms: number;
  /** Requests under way per connection. */
  readonly depth: number;
  /** Messages of a round. */
  readonly messages: number;
  readonly targets: { readonly rate?: number; readonly floor?: number; readonly cpu?: number };
}

const kinds: readonly Kind[] = [
  { connections: 64, rooms: 16, depth: 8, messages: 60_000, targets: { rate: 25_000, floor: 0.6, cpu: 22 } },
  { connections: 64, rooms: 16, depth: 1, messages: 30_000, targets: { floor: 0.5, cpu: 35 } },
  { connections: 64, rooms: 1, depth: 8, messages: 30_000, targets: {} },
  { connections: 1, rooms: 1, depth: 1, messages: 2000, targets: { floor: 1 / 1.3 } },
];

export const messageNew: Benchmark = {
  name: "message-new",
  about:
    "messages stored (synchronous=FULL) and acknowledged, the whole server on one core, beside the floor of storing",
  async run() {
    const measures: Measure[] = [];
    const costs: Cost[] = [];
    for (const kind of kinds) {
      const { own, floor, commits } = await compare(kind);
      costs.push(...own, ...floor);
      measures.push(...measuresOf(kind, own, floor, commits));
    }
    return {
      measures,
      notes: [
        "each message has 100 characters; a reply is sent after the commit that holds the message",
        "16 rooms of 4 members: every message goes to its sender and to 3 more; then one room with all 64",
        "the floor (bench/store-floor.ts) stores one row by group commit and answers; the two take turns in each round",
        loadNote(costs),
      ],
    };
  },
};

async function compare({ connections, rooms, depth, messages }: Kind) {
  const folder = join(scratch, `floor-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const world = await startWorld({ users: connections, rooms, messages: 0 });
  const bare = await startStoreFloor(folder);
  const requests = Array.from({ length: connections }, (_, n) => newMessage(`room-${n % rooms}`));
  const load = { depth, total: messages, request: (n: number) => requests[n] ?? new Uint8Array() };
  const ours = { ...load, wires: await logInMany(world, connections) };
  const theirs = { ...load, wires: await inParallel(connections, () => connect(bare.port)) };
  await pump(ours);
  await pump(theirs);
  const [own, floor]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await observe(world, () => pump(ours)));
    floor.push(await observe(bare, () => pump(theirs)));
  }
  const commits = (await world.metric("writes_total")) / (await world.metric("commit_seconds_count"));
  await bare.stop();
  await world.stop();
  rmSync(folder, { recursive: true });
  return { own, floor, commits };
}

function measuresOf(
  { connections, rooms, depth, messages, targets }: Kind,
  own: readonly Cost[],
  floor: readonly Cost[],
  commits: number,
): Measure[] {
  const viewers = connections / rooms;
  const what =
    connections === 1
      ? "one connection, one at a time"
      : `${viewers} viewers each, ${depth} under way per connection`;
  const least = (bound?: number) => (bound === undefined ? null : { least: bound });
  const most = (bound?: number) => (bound === undefined ? null : { most: bound });
  const perSecond = ({ seconds }: Cost) => messages / seconds;
  const micros = ({ cpu }: Cost) => (cpu / messages) * 1e6;
  const ratios = own.map((cost, round) => perSecond(cost) / perSecond(floor[round] ?? cost));
  return [
    measure(what, "messages/s", own.map(perSecond), least(targets.rate)),
    measure("  ours / floor", "×", ratios, least(targets.floor)),
    measure("  floor", "messages/s", floor.map(perSecond)),
    measure("  server CPU", "µs per message", own.map(micros), most(targets.cpu)),
    measure("  floor's CPU", "µs per message", floor.map(micros)),
    measure("  messages per commit", "", [commits]),
  ];
}
