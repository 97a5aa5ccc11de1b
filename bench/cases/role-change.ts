import { logInMany, roundTrip } from "../client.ts";
import { needFiles } from "../machine.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { received } from "../pump.ts";
import { type Benchmark, measure } from "../report.ts";
import { frame } from "../wire.ts";
import { startWorld } from "../world.ts";

const members = 5000;
/** As many different sets of roles, each with a channel of its own. */
const rooms = 250;
const rounds = 7;
/** A connection is pushed a list at most once a second. */
const pushPause = 1100;
/** How far back `originchats_event_loop_delay_seconds` looks. */
const delayWindow = 10_000;

const viewableBy = (role: string) =>
  frame(
    JSON.stringify({
      cmd: "channel_update",
      current_name: "general",
      updates: { permissions: { view: [role], send: [role] } },
    }),
  );

export const roleChange: Benchmark = {
  name: "role-change",
  about: "5,000 connected members of 250 different sets of roles gain or lose a channel by one change",
  async run() {
    needFiles(members + 200);
    const world = await startWorld({ users: members, rooms, messages: 1000, owned: true });
    const [owner, ...others] = await logInMany(world, members + 1, members);
    if (!owner) throw new Error("nobody logged in");
    await Bun.sleep(delayWindow + pushPause);
    const answered: number[] = [];
    const told: number[] = [];
    const costs: Cost[] = [];
    for (let round = 0; round <= rounds; round++) {
      for (const [role, frames] of [
        // Members who lose the channel are told, and get the new list.
        ["owner", 2],
        ["user", 1],
      ] as const) {
        await Bun.sleep(pushPause);
        let done = 0;
        const cost = await observe(world, async () => {
          const start = performance.now();
          // One of the others is the owner's second connection, which gets the change itself instead.
          const all = received(others, frames * (others.length - 1)).then(() => {
            done = performance.now() - start;
          });
          const reply = await roundTrip(owner, viewableBy(role));
          await all;
          if (round > 0) answered.push(reply);
        });
        if (round === 0) continue;
        told.push(done);
        costs.push(cost);
      }
    }
    const delay = (await world.metric("event_loop_delay_seconds")) * 1000;
    await world.stop();
    return {
      measures: [
        measure("until it holds for everybody, and is answered", "ms", answered, { most: 100 }),
        measure("until the last one has been told", "ms", told),
        measure(
          "server CPU",
          "ms",
          costs.map(({ cpu }) => cpu * 1000),
        ),
        measure("longest event-loop delay", "ms", [delay], { most: 20 }),
      ],
      notes: ["the answer follows when all connections' subscriptions are the new ones", loadNote(costs)],
    };
  },
};
