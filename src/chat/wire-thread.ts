/** A thread and the newest message of a room, as the wire carries them. */
import type { WireThread } from "../protocol/objects.ts";
import type { Channel, RoomTail, Thread } from "./model.ts";
import type { State } from "./state.ts";

/** A thread object. */
export function wireThread(thread: Thread, state: State): WireThread {
  return wireThreadIn(state.channelById(thread.parent), thread, state);
}

/** The same, with its forum as it is or will be. */
export function wireThreadIn(
  parent: Channel | undefined,
  thread: Thread,
  state: Pick<State, "authorName" | "tail">,
): WireThread {
  return {
    id: thread.id,
    name: thread.name,
    parent_channel: parent?.name ?? "",
    created_by: state.authorName(thread.createdBy),
    created_at: thread.createdAt,
    locked: thread.locked,
    archived: thread.archived,
    pinned: thread.pinned,
    participants: thread.participants.map(state.authorName),
    ...wireTail(state.tail(thread.room)),
  };
}

/** A room's newest message, as its object and a deletion show it. */
export function wireTail(tail: RoomTail | null) {
  if (!tail) return { last_message: null, last_message_id: null };
  return { last_message: toSeconds(tail.lastMessageAt), last_message_id: tail.lastMessageId };
}

/** Microseconds to the wire's seconds; exact to the microsecond until the year 2255. */
export function toSeconds(micros: number): number {
  return micros / 1_000_000;
}
