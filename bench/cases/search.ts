import { randomFrom } from "../../tests/support/random.ts";
import { logIn, logInMany, roundTrip } from "../client.ts";
import { deliver, deliverySeconds } from "../delivery.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { keepAsking } from "../pump.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { searching } from "../request.ts";
import { quantile } from "../statistics.ts";
import { draw, wordOf } from "../words.ts";
import { startWorld, type World } from "../world.ts";

const world: World = { users: 128, rooms: 50, messages: 1_000_000, talks: true };
const rounds = 3;
const viewers = 100;
const searchers = 4;

const random = randomFrom(1);
const drawn = () => wordOf(draw(random));
const between = (low: number, high: number) => wordOf(low + Math.floor(random() * (high - low)));

/** What is searched for, and the bound for its p95 in milliseconds. */
const kinds: readonly { what: string; query: () => string; most?: number; times?: number }[] = [
  { what: "two words, as people use them", query: () => `${drawn()} ${drawn()} `, most: 30 },
  { what: "two very common words", query: () => `${wordOf(0)} ${wordOf(1)} `, most: 30 },
  {
    what: "two words, each of one message in 40",
    query: () => `${between(50, 60)} ${between(60, 70)} `,
    most: 30,
  },
  { what: "a common word and one that nobody wrote", query: () => `${wordOf(0)} wherever `, most: 30 },
  { what: "a word still being typed", query: () => drawn().slice(0, -1), most: 30 },
  { what: "a phrase of common words", query: () => `"${between(0, 10)} ${between(0, 10)}"` },
  { what: "a phrase that nobody wrote, of common words", query: () => '"lo mi lo mi lo mi"' },
  { what: "a word from an author", query: () => `from:bench-${Math.floor(random() * 128)} ${wordOf(0)} ` },
  { what: "what no message has: read through", query: () => `-${wordOf(0)} pinned:true` },
  { what: "beginnings of very many words", query: () => "k* l* m* n* p* r* s* t* w*", times: 20 },
];

export const search: Benchmark = {
  name: "search",
  about: "messages_search, limit 30, 1,000,000 messages in 50 channels; and delivery beside searches",
  async run() {
    const server = await startWorld(world);
    // Member n views room n alone, beside `general`.
    const members = await logInMany(server, world.rooms);
    const measures: Measure[] = [];
    for (const { what, query, most, times: searches = 400 } of kinds) {
      const p95s: number[] = [];
      const medians: number[] = [];
      const costs: Cost[] = [];
      for (let round = 0; round <= rounds; round++) {
        const times: number[] = [];
        const cost = await observe(server, async () => {
          for (let n = 0; n < searches; n++) {
            const room = n % world.rooms;
            const wire = members[room];
            if (wire) times.push(await roundTrip(wire, searching(`room-${room}`, query())));
          }
        });
        // The first warms up.
        if (round === 0) continue;
        p95s.push(quantile(times, 0.95));
        medians.push(quantile(times, 0.5));
        costs.push(cost);
      }
      measures.push(
        measure(`${what}: p95`, "ms", p95s, most === undefined ? null : { most }),
        measure("  median", "ms", medians),
        measure(
          "  server CPU",
          "ms",
          costs.map(({ cpu }) => (cpu / searches) * 1000),
        ),
      );
    }
    for (const wire of members) wire.close();
    const delivery = await besideSearches(server);
    await server.stop();
    return {
      measures: [...measures, ...delivery.measures],
      notes: [
        "whole round trips over loopback; messages of 14 words of a vocabulary of 50,000, as common as words are (Zipf)",
        `delivery: 200 messages/s to ${viewers} viewers, beside ${searchers} connections that search without a pause`,
        loadNote(delivery.costs),
      ],
    };
  },
};

async function besideSearches(server: Awaited<ReturnType<typeof startWorld>>) {
  const wires = await logInMany(server, viewers);
  const sender = await logIn(server, viewers);
  const others = await Promise.all(
    Array.from({ length: searchers }, (_, n) => logIn(server, viewers + 1 + n)),
  );
  const alone: number[] = [];
  const beside: number[] = [];
  const rates: number[] = [];
  const costs: Cost[] = [];
  await deliver(wires, sender);
  for (let round = 0; round < rounds; round++) {
    let times: number[] = [];
    costs.push(await observe(server, async () => (times = await deliver(wires, sender))));
    alone.push(quantile(times, 0.99));
    const loads = others.map((wire, n) => keepAsking(wire, searchesOf(viewers + 1 + n)));
    costs.push(await observe(server, async () => (times = await deliver(wires, sender))));
    const counts = await Promise.all(loads.map((load) => load.stop()));
    rates.push(counts.reduce((sum, count) => sum + count, 0) / deliverySeconds);
    beside.push(quantile(times, 0.99));
  }
  const ratios = beside.map((value, index) => value / (alone[index] ?? Number.NaN));
  return {
    costs,
    measures: [
      measure("delivery p99 beside searches / alone", "×", ratios, { most: 2 }),
      measure("  alone", "ms", alone),
      measure("  beside searches", "ms", beside),
      measure("  searches meanwhile", "per second", rates),
    ],
  };
}

/** Searches of all kinds, in turn. */
function searchesOf(member: number): () => Uint8Array {
  let count = 0;
  return () => searching(`room-${member % world.rooms}`, kinds[count++ % kinds.length]?.query() ?? "");
}
