import { inParallel, logIn, roundTrip } from "../client.ts";
import { loadNote, observe } from "../observe.ts";
import { type Benchmark, measure } from "../report.ts";
import { frame } from "../wire.ts";
import { startWorld } from "../world.ts";

const members = 20_000;
const requests = 100;
const rounds = 5;

const question = frame(JSON.stringify({ cmd: "users_list" }));

export const usersList: Benchmark = {
  name: "users-list",
  about: "users_list with 20,000 members, as it is and after somebody came or went before each request",
  async run() {
    const world = await startWorld({ users: members, rooms: 0, messages: 0 });
    const wire = await logIn(world, 0);
    await inParallel(200, (n) => logIn(world, n + 1));
    const still: number[] = [];
    const moving: number[] = [];
    const costs = [];
    for (let round = 0; round <= rounds; round++) {
      const quiet = await observe(world, async () => {
        for (let n = 0; n < requests; n++) await roundTrip(wire, question);
      });
      const comings = await observe(world, async () => {
        for (let n = 0; n < requests; n++) (await logIn(world, 1000)).close();
      });
      const busy = await observe(world, async () => {
        for (let n = 0; n < requests; n++) {
          (await logIn(world, 1000)).close();
          await roundTrip(wire, question);
        }
      });
      if (round === 0) continue;
      still.push((quiet.cpu / requests) * 1000);
      moving.push(((busy.cpu - comings.cpu) / requests) * 1000);
      costs.push(quiet, busy);
    }
    await world.stop();
    return {
      measures: [
        measure("server CPU per request, nothing changed", "ms", still, { most: 5 }),
        measure("server CPU per request, somebody came and went before", "ms", moving),
      ],
      notes: ["the second is what such a round costs above a coming and going alone", loadNote(costs)],
    };
  },
};
