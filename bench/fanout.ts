/** Our server and the floor side by side, each with the same number of viewers and senders. */
import { inParallel, logInMany, packet } from "./client.ts";
import { type Measured, startFloor, startSendFloor } from "./processes.ts";
import { newMessage } from "./request.ts";
import { connect, type Wire } from "./wire.ts";
import { startWorld } from "./world.ts";

export interface Side {
  readonly measured: Measured;
  readonly viewers: readonly Wire[];
  readonly senders: readonly Wire[];
}

export interface Fanout {
  readonly ours: Side;
  readonly floor: Side;
  /** The floor without a runtime; null where it isn't asked for, or there is no compiler. */
  readonly bare: Side | null;
  /** Length of the event that both send, in bytes. */
  readonly eventBytes: number;
  stop(): Promise<void>;
}

export const request = newMessage("general");

/** @param options.withBare also the floor without a runtime */
export async function openFanout(
  viewers: number,
  senders: number,
  { withBare = false } = {},
): Promise<Fanout> {
  const world = await startWorld({ users: viewers + senders, rooms: 0, messages: 0 });
  const ours = split(world, await logInMany(world, viewers + senders));
  const eventBytes = await lengthOfEvent(ours);
  const floor = await startFloor(eventBytes);
  const bare = withBare ? await startSendFloor(eventBytes) : null;
  const connected = ({ port }: Measured) => inParallel(viewers + senders, () => connect(port));
  return {
    ours,
    floor: split(floor, await connected(floor)),
    bare: bare && split(bare, await connected(bare)),
    eventBytes,
    async stop() {
      await bare?.stop();
      await floor.stop();
      await world.stop();
    },
  };

  function split(measured: Measured, all: readonly Wire[]): Side {
    return { measured, viewers: all.slice(0, viewers), senders: all.slice(viewers) };
  }
}

async function lengthOfEvent({ viewers, senders }: Side): Promise<number> {
  const [viewer] = viewers;
  const [sender] = senders;
  if (!viewer || !sender) throw new Error("a fan-out needs viewers and senders");
  const event = packet(viewer, ({ cmd }) => cmd === "message_new");
  sender.write(request);
  return JSON.stringify(await event).length;
}
