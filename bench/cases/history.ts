import { logIn, roundTrip } from "../client.ts";
import { longHistory, shortHistory } from "../long-history.ts";
import { observe } from "../observe.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { historyAround, historyPage } from "../request.ts";
import { quantile } from "../statistics.ts";
import { frame } from "../wire.ts";
import { messageId, startWorld, type World } from "../world.ts";

const requests = 1000;
const rounds = 5;
/** The command that does nothing: what every round trip costs. */
const ping = "ping";

export const history: Benchmark = {
  name: "history",
  about: "pages of 100 messages: newest, deep, and around a message, in channels of 10,000 and 1,000,000",
  async run() {
    const long = await readAll(longHistory);
    const short = await readAll(shortHistory);
    const measures: Measure[] = [];
    for (const [index, { what, p99s, medians, cpu }] of long.entries()) {
      const small = short[index];
      const target = what === ping ? null : { most: 2 };
      const flat = medians.map((value, round) => value / (small?.medians[round] ?? Number.NaN));
      measures.push(
        measure(`${what}, 1,000,000: p99`, "ms", p99s, target),
        measure("  median", "ms", medians),
        measure("  server CPU", "µs", cpu),
        measure(`${what}, 10,000: p99`, "ms", small?.p99s ?? []),
        measure("  median, 1,000,000 / 10,000", "×", flat, target && { most: 1.5 }),
      );
    }
    return {
      measures,
      notes: ["whole round trips over loopback, so an upper bound of the server's own time"],
    };
  },
};

async function readAll(world: World) {
  const server = await startWorld(world);
  const wire = await logIn(server, 0);
  const deep = Math.floor(world.messages * 0.9);
  const random = () => messageId(200 + Math.floor(Math.random() * (world.messages - 400)));
  const nothing = frame(JSON.stringify({ cmd: ping }));
  const kinds = [
    { what: ping, request: () => nothing },
    { what: "newest 100", request: () => historyPage("general", 0) },
    { what: "offset 90 %", request: () => historyPage("general", deep + Math.floor(Math.random() * 200)) },
    { what: "around a random message", request: () => historyAround("general", random()) },
  ];
  const found = kinds.map(({ what }) => ({
    what,
    p99s: [] as number[],
    medians: [] as number[],
    cpu: [] as number[],
  }));
  // The first rounds warm up: compiling in the background takes its turns on the server's one core.
  for (let round = -4; round <= rounds; round++) {
    for (const [index, { request }] of kinds.entries()) {
      const times: number[] = [];
      const cost = await observe(server, async () => {
        for (let n = 0; n < requests; n++) times.push(await roundTrip(wire, request()));
      });
      if (round <= 0) continue;
      found[index]?.cpu.push((cost.cpu / requests) * 1e6);
      found[index]?.p99s.push(quantile(times, 0.99));
      found[index]?.medians.push(quantile(times, 0.5));
    }
  }
  await server.stop();
  return found;
}
