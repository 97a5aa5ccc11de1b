import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CommitStep } from "../../src/db/store.ts";
import { logInMany } from "../client.ts";
import { scratch } from "../machine.ts";
import type { MeasuredServer, ThreadTime } from "../processes.ts";
import { type LoopStep, loopSteps, sharesOf } from "../profile.ts";
import { pump } from "../pump.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { newMessage } from "../request.ts";
import { startWorld } from "../world.ts";

const connections = 64;
const rooms = 16;
const rounds = 5;
const kinds = [
  { depth: 8, messages: 40_000 },
  { depth: 1, messages: 20_000 },
] as const;

const loopTexts: Record<LoopStep, string> = {
  parse: "from the frame to a packet",
  checks: "checks, and what is to be stored",
  crossing: "writing for the database thread, reading its answer",
  event: "memory, the event log, finding the viewers",
  outbox: "writing to sockets",
};

export const messageCost: Benchmark = {
  name: "message-cost",
  about: "where the processor time of a stored message goes: by thread, and by step of the two that matter",
  async run() {
    const measures: Measure[] = [];
    for (const { depth, messages } of kinds) measures.push(...(await costOf(depth, messages)));
    return {
      measures,
      notes: [
        `${connections} connections, ${rooms} rooms of 4 members, each message of 100 characters goes to all 4`,
        "the time of threads is the kernel's; steps of the event loop are shares of a profile of a run of its own, without the call that wakes the database thread (about 10 µs a commit)",
        "steps of the database thread are the server's own clock, which also counts waiting for the disk",
      ],
    };
  },
};

async function costOf(depth: number, messages: number): Promise<Measure[]> {
  const threads = await withServer(depth, messages, undefined, async (server, once) => {
    const loop: number[] = [];
    const writer: number[] = [];
    const kernel: number[] = [];
    const rest: number[] = [];
    const steps: Record<CommitStep, number[]> = { statements: [], durable: [] };
    for (let round = 0; round < rounds; round++) {
      const [before, stored] = [server.threads(), await stepTimes(server)];
      await once();
      const [after, storedNow] = [server.threads(), await stepTimes(server)];
      const micros = (seconds: number) => (seconds / messages) * 1e6;
      const of = (pid: number, part: "seconds" | "kernel") =>
        micros((after.get(pid)?.[part] ?? 0) - (before.get(pid)?.[part] ?? 0));
      const all = [...after.keys()].reduce((sum, thread) => sum + of(thread, "seconds"), 0);
      const database = busiest(before, after, server.pid);
      loop.push(of(server.pid, "seconds"));
      writer.push(of(database, "seconds"));
      kernel.push(of(server.pid, "kernel") + of(database, "kernel"));
      rest.push(all - of(server.pid, "seconds") - of(database, "seconds"));
      for (const step of ["statements", "durable"] as const) {
        steps[step].push(micros(storedNow[step] - stored[step]));
      }
    }
    return { loop, writer, kernel, rest, steps };
  });
  const shares = await profiled(depth, messages);
  const unit = "µs per message";
  return [
    measure(`event loop, ${depth} under way per connection`, unit, threads.loop),
    ...loopSteps.map((step) =>
      measure(
        `  ${loopTexts[step]}`,
        unit,
        threads.loop.map((time) => time * shares[step]),
      ),
    ),
    measure("database thread", unit, threads.writer),
    measure("  statements", unit, threads.steps.statements),
    measure("  commit, with the wait for the disk", unit, threads.steps.durable),
    measure("compiling and collecting garbage in threads of their own", unit, threads.rest),
    measure("of these two, in the kernel", unit, threads.kernel),
  ];
}

/** The thread that used most beside the event loop. */
function busiest(
  before: ReadonlyMap<number, ThreadTime>,
  after: ReadonlyMap<number, ThreadTime>,
  loop: number,
): number {
  const used = (thread: number) => (after.get(thread)?.seconds ?? 0) - (before.get(thread)?.seconds ?? 0);
  const [most = loop] = [...after.keys()]
    .filter((thread) => thread !== loop)
    .sort((a, b) => used(b) - used(a));
  return most;
}

async function stepTimes(server: MeasuredServer) {
  const of = (step: CommitStep) => server.metric(`commit_step_seconds_total{step="${step}"}`);
  return { statements: await of("statements"), durable: await of("durable") };
}

async function profiled(depth: number, messages: number): Promise<Record<LoopStep, number>> {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "profile-"));
  await withServer(depth, messages, folder, async (_server, once) => {
    for (let round = 0; round < rounds; round++) await once();
  });
  const shares = sharesOf(folder);
  rmSync(folder, { recursive: true });
  return shares;
}

/** @param profile the folder for a profile of the event loop */
async function withServer<Result>(
  depth: number,
  messages: number,
  profile: string | undefined,
  use: (server: MeasuredServer, once: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const world = await startWorld({ users: connections, rooms, messages: 0 }, profile);
  const wires = await logInMany(world, connections);
  const requests = wires.map((_, n) => newMessage(`room-${n % rooms}`));
  const request = (wire: number) => requests[wire] ?? new Uint8Array();
  const once = () => pump({ wires, depth, total: messages, request });
  await once();
  const result = await use(world, once);
  await world.stop();
  return result;
}
