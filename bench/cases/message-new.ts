import { logInMany } from "../client.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { pump } from "../pump.ts";
import { type Benchmark, type Measure, measure } from "../report.ts";
import { newMessage } from "../request.ts";
import { startWorld } from "../world.ts";

const connections = 64;
const rounds = 5;

export const messageNew: Benchmark = {
  name: "message-new",
  about: "messages stored (synchronous=FULL) and acknowledged, 64 connections, the whole server on one core",
  async run() {
    const measures: Measure[] = [];
    const costs: Cost[] = [];
    for (const { rooms, depth, messages, least } of [
      { rooms: 16, depth: 8, messages: 60_000, least: 25_000 },
      { rooms: 16, depth: 1, messages: 30_000, least: null },
      { rooms: 1, depth: 8, messages: 30_000, least: null },
    ]) {
      const world = await startWorld({ users: connections, rooms, messages: 0 });
      const wires = await logInMany(world, connections);
      const requests = wires.map((_, n) => newMessage(`room-${n % rooms}`));
      const request = (n: number) => requests[n] ?? new Uint8Array();
      await pump({ wires, depth, total: messages, request });
      const own: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        own.push(await observe(world, () => pump({ wires, depth, total: messages, request })));
      }
      const commits = (await world.metric("writes_total")) / (await world.metric("commit_seconds_count"));
      await world.stop();
      costs.push(...own);
      const what = `${connections / rooms} viewers each, ${depth} under way per connection`;
      measures.push(
        measure(
          what,
          "messages/s",
          own.map(({ seconds }) => messages / seconds),
          least === null ? null : { least },
        ),
        measure(
          `  server CPU`,
          "µs per message",
          own.map(({ cpu }) => (cpu / messages) * 1e6),
        ),
        measure(`  messages per commit`, "", [commits]),
      );
    }
    return {
      measures,
      notes: [
        "each message has 100 characters; a reply is sent after the commit that holds the message",
        "16 rooms of 4 members: every message goes to its sender and to 3 more; then one room with all 64",
        loadNote(costs),
      ],
    };
  },
};
