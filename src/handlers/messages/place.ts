/** Where a message lies: on the wire, and after a change that others may have overtaken. */
import { Type } from "@sinclair/typebox";
import type { Thread } from "../../chat/model.ts";
import { type Emission, emit, viewers } from "../../chat/outcome.ts";
import { mayView } from "../../chat/permissions.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireThread } from "../../chat/wire.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import { threadUpdate } from "../../protocol/events.ts";
import type { Place } from "../access.ts";
import type { ChannelContext } from "../command.ts";

/** Fields of a reply or event about a channel or thread. */
export const placeFields = {
  channel: Type.String({ description: "Channel name; a thread's forum" }),
  thread_id: Type.Union([Type.String(), Type.Null()], { description: "Null in a channel" }),
};

export function placeOnWire({ channel, thread }: Pick<Place, "channel" | "thread">) {
  return { channel: channel.name, thread_id: thread?.id ?? null };
}

/** The same place as it is now: a rename or deletion may have overtaken a write. */
export function placeNow({ channel, thread, room }: Place, state: State): Place | Failure {
  const at = state.channelById(channel.id);
  if (!thread) return at ? { channel: at, thread: null, room } : fail("channel_not_found");
  const now = state.threadOfRoom(room);
  return at && now ? { channel: at, thread: now, room } : fail("thread_not_found");
}

/** The same, if the user still views it: what was read there meanwhile is told to nobody else. */
export function placeInSight(context: ChannelContext): Place | Failure {
  const { user, state } = context;
  const at = placeNow(context, state);
  if ("code" in at) return at;
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

/** Fields of a message in a list that spans several places; undefined when its room is gone. */
export function placedOnWire(
  room: number,
  state: State,
): { channel: string; thread_id?: string } | undefined {
  const at = placeOfRoom(room, state);
  return at && { channel: at.channel.name, ...(at.thread && { thread_id: at.thread.id }) };
}

/** What follows when something was written in a place: an archived thread comes back (04 §1). */
export function awakening({ thread }: Place, state: State): { changes: Change[]; events: Emission[] } {
  if (!thread?.archived) return { changes: [], events: [] };
  const awake = { ...thread, archived: false };
  return { changes: [{ type: "thread", thread: awake }], events: [threadUpdated(awake, state)] };
}

/** @param thread as it is after the change */
export function threadUpdated(thread: Thread, state: State, exceptRequester = false): Emission {
  return emit(threadUpdate, threadFields(thread, state), viewers(thread.parent), { exceptRequester });
}

export function threadFields(thread: Thread, state: State) {
  const wire = wireThread(thread, state);
  return { thread: wire, channel: wire.parent_channel, thread_id: thread.id, global: true as const };
}
