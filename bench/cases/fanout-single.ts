import { openFanout, request, type Side } from "../fanout.ts";
import { type Cost, loadNote, observe, together } from "../observe.ts";
import { received } from "../pump.ts";
import { type Benchmark, measure } from "../report.ts";

const viewers = 1000;
const messages = 200;
/** Each side's round is cut in so many pieces, in turn with the other's: a neighbour's busy second weighs on both. */
const pieces = 10;
const rounds = 7;

export const fanoutSingle: Benchmark = {
  name: "fanout-single",
  about: "one stored message at a time to 1,000 viewers, beside the floor",
  async run() {
    const { ours, floor, bare, eventBytes, stop } = await openFanout(viewers, 1, { withBare: true });
    const sides = { ours, floor, bare };
    const names = ["ours", "floor", "bare"] as const;
    const costs: Record<keyof typeof sides, Cost[]> = { ours: [], floor: [], bare: [] };
    // The first round of each only warms up.
    for (let round = 0; round <= rounds; round++) {
      const own: typeof costs = { ours: [], floor: [], bare: [] };
      for (let piece = 0; piece < pieces; piece++) {
        for (const name of names) {
          const side = sides[name];
          if (side) own[name].push(await observe(side.measured, () => oneAtATime(side)));
        }
      }
      if (round === 0) continue;
      for (const name of names) if (sides[name]) costs[name].push(together(own[name]));
    }
    await stop();
    const perFrame = ({ cpu }: Cost) => (cpu / (messages * viewers)) * 1e6;
    const latency = ({ seconds }: Cost) => (seconds / messages) * 1000;
    return {
      measures: [
        measure(
          "server CPU per delivered frame, ours / floor",
          "×",
          costs.ours.map((own, round) => own.cpu / (costs.floor[round]?.cpu ?? Number.NaN)),
          { most: 1.25 },
        ),
        measure("ours", "µs CPU per frame", costs.ours.map(perFrame)),
        measure("floor", "µs CPU per frame", costs.floor.map(perFrame)),
        ...(bare
          ? [
              measure("a loop of send in C", "µs CPU per frame", costs.bare.map(perFrame)),
              measure(
                "ours / a loop of send in C",
                "×",
                costs.ours.map((own, round) => own.cpu / (costs.bare[round]?.cpu ?? Number.NaN)),
              ),
            ]
          : []),
        measure("from sending to the last viewer, ours", "ms", costs.ours.map(latency)),
        measure("from sending to the last viewer, floor", "ms", costs.floor.map(latency)),
      ],
      notes: [
        `${messages} messages a round, event of ${eventBytes} bytes, each stored with synchronous=FULL`,
        ...(bare ? [] : ["no C compiler: the loop of send in C is left out"]),
        loadNote([...costs.ours, ...costs.floor]),
      ],
    };
  },
};

/** The next message is sent when everybody has the last one. */
async function oneAtATime({ viewers, senders }: Side): Promise<void> {
  for (let message = 0; message < messages / pieces; message++) {
    const all = received([...viewers, ...senders], viewers.length + senders.length);
    for (const sender of senders) sender.write(request);
    await all;
  }
}
