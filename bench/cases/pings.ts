import { logIn, packet, roundTrip } from "../client.ts";
import { observe } from "../observe.ts";
import { type Benchmark, measure } from "../report.ts";
import { pingsPage } from "../request.ts";
import { quantile } from "../statistics.ts";
import { frame } from "../wire.ts";
import { startWorld } from "../world.ts";

const requests = 300;
const rounds = 5;

export const pings: Benchmark = {
  name: "pings",
  about: "pages of 50 of the inbox of a member with 10,000 mentions, in channels they may and may not view",
  async run() {
    const world = await startWorld({ users: 100, rooms: 10, messages: 12_700, mentions: true });
    const wire = await logIn(world, 0);
    const answered = packet(wire, ({ cmd }) => cmd === "pings_get");
    wire.write(pingsPage(0));
    const { total } = await answered;
    const nothing = frame(JSON.stringify({ cmd: "ping" }));
    const kinds = [
      { what: "ping", request: () => nothing },
      { what: "newest 50", request: () => pingsPage(0) },
      { what: "50 somewhere", request: () => pingsPage(Math.floor(Math.random() * 9900)) },
    ].map((kind) => ({ ...kind, p99s: [] as number[], medians: [] as number[], cpu: [] as number[] }));
    // The first rounds warm up, as in `history`.
    for (let round = -2; round <= rounds; round++) {
      for (const { request, p99s, medians, cpu } of kinds) {
        const times: number[] = [];
        const cost = await observe(world, async () => {
          for (let n = 0; n < requests; n++) times.push(await roundTrip(wire, request()));
        });
        if (round <= 0) continue;
        p99s.push(quantile(times, 0.99));
        medians.push(quantile(times, 0.5));
        cpu.push((cost.cpu / requests) * 1e6);
      }
    }
    await world.stop();
    return {
      measures: kinds.flatMap(({ what, p99s, medians, cpu }) => [
        measure(`${what}: p99`, "ms", p99s),
        measure("  median", "ms", medians, what === "ping" ? null : { most: 5 }),
        measure("  server CPU", "µs", cpu),
      ]),
      notes: [
        `${total} messages in all that the member may view; half mention them by name, half by a role`,
        "whole round trips over loopback, so an upper bound of the server's own time",
      ],
    };
  },
};
