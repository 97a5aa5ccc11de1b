import { openFanout, request, type Side } from "../fanout.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { pump, received } from "../pump.ts";
import { type Benchmark, measure } from "../report.ts";

const viewers = 1000;
const senders = 10;
const depth = 32;
const messages = 5000;
const rounds = 7;

export const fanoutBurst: Benchmark = {
  name: "fanout-burst",
  about: "10 senders with pipelined messages to 1,000 viewers, beside the floor under the same load",
  async run() {
    const { ours, floor, eventBytes, stop } = await openFanout(viewers, senders);
    const costs: { ours: Cost[]; floor: Cost[] } = { ours: [], floor: [] };
    for (let round = 0; round <= rounds; round++) {
      const own = await observe(ours.measured, () => burst(ours));
      const bare = await observe(floor.measured, () => burst(floor));
      if (round === 0) continue;
      costs.ours.push(own);
      costs.floor.push(bare);
    }
    await stop();
    const perSecond = ({ seconds }: Cost) => (messages * viewers) / seconds;
    const perCore = ({ cpu }: Cost) => (messages * viewers) / cpu;
    return {
      measures: [
        measure(
          "deliveries per second, ours / floor",
          "×",
          costs.ours.map((own, round) => (costs.floor[round]?.seconds ?? Number.NaN) / own.seconds),
          { least: 0.7 },
        ),
        measure("ours", "deliveries/s", costs.ours.map(perSecond)),
        measure("floor", "deliveries/s", costs.floor.map(perSecond)),
        measure(
          "deliveries per second of server CPU, ours / floor",
          "×",
          costs.ours.map((own, round) => (costs.floor[round]?.cpu ?? Number.NaN) / own.cpu),
        ),
        measure("ours", "deliveries per CPU second", costs.ours.map(perCore)),
        measure("floor", "deliveries per CPU second", costs.floor.map(perCore)),
      ],
      notes: [
        `${messages} messages a round, ${depth} of each sender under way, event of ${eventBytes} bytes, each stored with synchronous=FULL`,
        `${loadNote(costs.ours)} with ours, ${loadNote(costs.floor)} with the floor; where it is near 100 %, the ratio per CPU second is the honest one`,
      ],
    };
  },
};

async function burst({ viewers, senders }: Side): Promise<void> {
  const all = received(viewers, messages * viewers.length);
  await Promise.all([pump({ wires: senders, depth, total: messages, request: () => request }), all]);
}
