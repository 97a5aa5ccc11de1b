import { logInMany } from "../client.ts";
import { longHistory } from "../long-history.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { pump } from "../pump.ts";
import { type Benchmark, measure } from "../report.ts";
import { deletedMessage, editedMessage } from "../request.ts";
import { messageId, startWorld } from "../world.ts";

const connections = 16;
const depth = 8;
const total = 30_000;
const rounds = 3;
/** How far back `originchats_event_loop_delay_seconds` looks. */
const delayWindow = 10_000;

export const editDelete: Benchmark = {
  name: "edit-delete",
  about: "message_edit and message_delete of random messages in a channel of 1,000,000",
  async run() {
    const world = await startWorld(longHistory);
    const wires = await logInMany(world, connections);
    const costs: Cost[] = [];
    const delays: number[] = [];
    const measureRounds = async (request: (wire: number) => Uint8Array) => {
      const own: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        own.push(await observe(world, () => pump({ wires, depth, total, request })));
        delays.push((await world.metric("event_loop_delay_seconds")) * 1000);
      }
      costs.push(...own);
      return own;
    };

    // A stride prime to the number of messages per author comes to each of them once.
    const perAuthor = Math.floor(longHistory.messages / longHistory.users);
    const asked = new Array<number>(connections).fill(0);
    const nextId = (wire: number) => {
      const nth = asked[wire] ?? 0;
      asked[wire] = nth + 1;
      return messageId(((nth * 6007) % perAuthor) * longHistory.users + wire);
    };
    const edit = (wire: number) => editedMessage("general", nextId(wire), asked[wire] ?? 0);
    await pump({ wires, depth, total: 5000, request: edit });
    await Bun.sleep(delayWindow);
    const edits = await measureRounds(edit);
    asked.fill(0);
    const deletions = await measureRounds((wire) => deletedMessage("general", nextId(wire)));
    await world.stop();
    const rate = ({ seconds }: Cost) => total / seconds;
    const cpu = ({ cpu }: Cost) => (cpu / total) * 1e6;
    return {
      measures: [
        measure("message_edit", "per second", edits.map(rate), { least: 10_000 }),
        measure("  server CPU", "µs each", edits.map(cpu)),
        measure("message_delete", "per second", deletions.map(rate), { least: 10_000 }),
        measure("  server CPU", "µs each", deletions.map(cpu)),
        measure("longest event-loop delay", "ms", [Math.max(...delays)], { most: 20 }),
      ],
      notes: [
        `${connections} connections, all of which view the channel, ${depth} requests of each under way, synchronous=FULL`,
        loadNote(costs),
      ],
    };
  },
};
