/** The picture of the way of a message, from the socket of its author to the sockets of the channel's viewers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { arrow, box, picture, words } from "./svg.ts";

interface Step {
  readonly file: string;
  readonly does: string;
  /** In the thread of the database writer, not in the event loop. */
  readonly isInThread?: true;
}

const steps: readonly Step[] = [
  { file: "gateway/transport.ts", does: "receives the frame (HTTP, WebSocket, TLS)" },
  { file: "gateway/intake.ts", does: "checks budgets, size and outline, then parses the JSON" },
  { file: "gateway/request-queue.ts", does: "starts one request of a connection after another" },
  {
    file: "gateway/stages.ts",
    does: "login, command, schema, permission, timeout, disk, precheck, cost, channel",
  },
  { file: "handlers/messages/message_new.ts", does: "translates the request into an action" },
  { file: "actions/messages/post.ts", does: "decides on memory, returns commit(write, after)" },
  { file: "actions/perform.ts", does: "carries the result out, for every actor" },
  { file: "db/sqlite/store.ts", does: "collects writes; one batch is under way at a time" },
  { file: "db/sqlite/worker.ts", does: "BEGIN, each write of the batch, COMMIT", isInThread: true },
  { file: "actions/messages/posted.ts", does: "after the commit: changes, events and reply, as values" },
  { file: "bus/local.ts", does: "gives the event its number, keeps it for resume, hands it to subscribers" },
  {
    file: "gateway/delivery.ts",
    does: "applies changes to memory, finds the cohorts that may view the channel",
  },
  { file: "gateway/outbox.ts", does: "collects frames per connection, writes once per turn of the loop" },
];

const width = 900;
const step = 46;
const boxWidth = 270;
const loop = 30;
const thread = 600;
const top = 46;

export function messageWayPicture(): string {
  const height = top + (steps.length + 1) * step;
  const middle = loop + boxWidth / 2;
  const parts = [words("client A", middle, 24, "", "middle"), arrow(`M${middle} 30V${top + 3}`)];
  for (const [index, { file, does, isInThread }] of steps.entries()) {
    if (!existsSync(join(import.meta.dir, "../../src", file))) throw new Error(`There is no src/${file}`);
    const y = top + index * step;
    const name = (x: number) => [box("box", x, y + 4, boxWidth, 26), words(file, x + 10, y + 21, "name")];
    if (isInThread) {
      parts.push(
        box("lane", thread - 12, y - 18, boxWidth + 24, 68),
        words("writer thread", thread, y - 3, "quiet"),
        ...name(thread),
        words(does, thread + 10, y + 47),
        // The batch goes over to the thread, and its results come back.
        arrow(`M${loop + boxWidth} ${y - step + 24}H${thread + boxWidth / 2}V${y + 3}`),
        arrow(`M${thread} ${y + 17}H${middle}V${y + step + 3}`),
        words("durable, in order", loop + boxWidth + 12, y + 12, "quiet"),
      );
      continue;
    }
    parts.push(
      ...name(loop),
      words(does, loop + boxWidth + 12, y + (steps[index + 1]?.isInThread ? 15 : 21)),
    );
    if (!steps[index + 1]?.isInThread) parts.push(arrow(`M${middle} ${y + 30}V${y + step + 3}`));
  }
  parts.push(words("clients A (its reply), B, C …", middle, top + steps.length * step + 20, "", "middle"));
  return picture("The way of a message", width, height, parts);
}
