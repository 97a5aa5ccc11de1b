import { greet } from "../client.ts";
import { longHistory } from "../long-history.ts";
import { startServer } from "../processes.ts";
import { type Benchmark, measure } from "../report.ts";
import { copyWorld } from "../world.ts";

const rounds = 7;

export const startTime: Benchmark = {
  name: "start",
  about: "from starting the process on 1,000,000 stored messages to the first handshake",
  async run() {
    const world = await copyWorld(longHistory);
    const times: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const server = await startServer(world.folder);
      const { wire } = await greet(server.port);
      times.push(performance.now() - start);
      cpu.push(server.cpu() * 1000);
      wire.close();
      await server.stop();
    }
    await world.dispose();
    return {
      measures: [
        measure("to the first handshake", "ms", times, { most: 1000 }),
        measure("  server CPU", "ms", cpu),
      ],
      notes: ["the database is in the page cache"],
    };
  },
};
