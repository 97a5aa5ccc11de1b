/** Where a message lies: on the wire, and after a change that others may have overtaken. */

import { fail, isFailure } from "../protocol/errors.ts";
import type { Channel, Thread, User } from "./model.ts";
import { mayView } from "./permissions.ts";
import type { State } from "./state.ts";

/** Where messages lie: in a channel, or in a thread of a forum. */
export interface Place {
  /** The channel, or the thread's forum; its permissions hold. */
  readonly channel: Channel;
  readonly thread: Thread | null;
  readonly room: number;
}
export interface ThreadPlace extends Place {
  readonly thread: Thread;
}

/** Fields of a reply or event about a channel or thread. */
export function packetPlace({ channel, thread }: Pick<Place, "channel" | "thread">) {
  return { channel: channel.name, thread_id: thread?.id ?? null };
}

/** The same place as it is now: a rename or deletion may have overtaken a write. */
export function placeNow({ channel, thread, room }: Place, state: State) {
  const at = state.channelById(channel.id);
  if (!thread) return at ? { channel: at, thread: null, room } : fail("channel_not_found");
  const now = state.threadOfRoom(room);
  return at && now ? { channel: at, thread: now, room } : fail("thread_not_found");
}

/** The same, if the user may still view it: only then are they told of what was read there. */
export function placeInSight(place: Place & { readonly user: User; readonly state: State }) {
  const { user, state } = place;
  const at = placeNow(place, state);
  if (isFailure(at)) return at;
  const now = state.users.get(user.id);
  if (now && mayView(now, at.channel, state)) return at;
  return fail(at.thread ? "thread_not_found" : "channel_not_found");
}

/** The place of a room, or undefined when it is gone. */
export function placeOfRoom(room: number, state: State): Place | undefined {
  const thread = state.threadOfRoom(room) ?? null;
  const channel = state.channelById(thread ? thread.parent : room);
  return channel && { channel, thread, room };
}

/** The place of a room, if it is still there and the member may view it now. */
export function placeSeenBy(room: number, userId: string, state: State): Place | undefined {
  const at = placeOfRoom(room, state);
  const user = state.users.get(userId);
  return at && user && mayView(user, at.channel, state) ? at : undefined;
}

/** Fields of a message in a list that spans several places. */
export function listedPlace({ channel, thread }: Place): { channel: string; thread_id?: string } {
  return { channel: channel.name, ...(thread && { thread_id: thread.id }) };
}
