import { logIn, logInMany } from "../client.ts";
import { deliver, deliverySeconds } from "../delivery.ts";
import { longHistory } from "../long-history.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { keepAsking } from "../pump.ts";
import { type Benchmark, measure } from "../report.ts";
import { historyPage } from "../request.ts";
import { quantile } from "../statistics.ts";
import { startWorld } from "../world.ts";

const viewers = 100;
const rounds = 5;

const pageSomewhere = () => historyPage("general", Math.floor(Math.random() * (longHistory.messages - 1000)));

export const latency: Benchmark = {
  name: "latency",
  about: "delivery at 200 messages/s to 100 viewers, alone and beside a reader of deep history",
  async run() {
    const world = await startWorld(longHistory);
    const wires = await logInMany(world, viewers);
    const sender = await logIn(world, viewers);
    const reader = await logIn(world, viewers + 1);
    const alone: number[] = [];
    const beside: number[] = [];
    const medians = { alone: [] as number[], beside: [] as number[] };
    const pages: number[] = [];
    const costs: Cost[] = [];
    await deliver(wires, sender);
    for (let count = 0; count < rounds; count++) {
      let times: number[] = [];
      costs.push(await observe(world, async () => (times = await deliver(wires, sender))));
      alone.push(quantile(times, 0.99));
      medians.alone.push(quantile(times, 0.5));
      const reading = keepAsking(reader, pageSomewhere);
      costs.push(await observe(world, async () => (times = await deliver(wires, sender))));
      pages.push((await reading.stop()) / deliverySeconds);
      beside.push(quantile(times, 0.99));
      medians.beside.push(quantile(times, 0.5));
    }
    await world.stop();
    return {
      measures: [
        measure(
          "p99 beside the reader / alone",
          "×",
          beside.map((value, index) => value / (alone[index] ?? Number.NaN)),
          { most: 2 },
        ),
        measure("p99 alone", "ms", alone),
        measure("p99 beside the reader", "ms", beside),
        measure("median alone", "ms", medians.alone),
        measure("median beside the reader", "ms", medians.beside),
        measure("the reader's pages of 100 messages", "per second", pages),
      ],
      notes: [
        "from writing the request to the viewer's receipt, in the load generator's one process and clock",
        loadNote(costs),
      ],
    };
  },
};
