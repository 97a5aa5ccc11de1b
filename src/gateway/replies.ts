/** The order of a connection's answers: that of the requests, whichever is decided first. */
import type { Connection, Slot } from "./connection.ts";

type Slots = Pick<Connection, "slots">;

/** May a request start beside those under way? Only among pipelined ones; others wait until all before are decided. */
export function mayStart({ slots }: Slots, pipelined: boolean): boolean {
  const busy = slots?.some((slot) => slot.replies === null) ?? false;
  return !busy || (pipelined && (slots?.every((slot) => slot.pipelined) ?? true));
}

/** The place among the replies for a request that starts. */
export function takeSlot(connection: Slots, pipelined: boolean): Slot {
  const slot: Slot = { pipelined, replies: null };
  if (connection.slots) connection.slots.push(slot);
  else connection.slots = [slot];
  return slot;
}

/** Sends the replies, and those that waited for them, unless an earlier request is still undecided. */
export function finishSlot<Given extends Slots>(
  connection: Given,
  slot: Slot,
  replies: readonly string[],
  send: (connection: Given, text: string) => void,
): void {
  slot.replies = replies;
  const { slots } = connection;
  let ready = 0;
  while (slots?.[ready]?.replies) {
    for (const text of slots[ready]?.replies ?? []) send(connection, text);
    ready++;
  }
  if (slots && ready === slots.length) connection.slots = null;
  else slots?.splice(0, ready);
}
