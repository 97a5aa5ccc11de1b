/**
 * How long the lists of threads may become. They stand whole in every `channels_get`, which is pushed to everybody, and
 * the bot library hangs up on a packet above 1 MiB (03 §1.5); so all of them together stay well below, which leaves room
 * for the channels. Nobody fills them alone.
 */
import type { Channel, Thread, User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { wireTail, wireThread } from "../../chat/wire.ts";
import { type Failure, fail } from "../../protocol/errors.ts";

/** Bytes of JSON of all threads of the server. */
const mostListBytes = 768 * 1024;
/** Threads that a member without `manage_threads` has in one forum. */
const mostOfOne = 200;

/** What the newest message of a thread adds, which comes and goes without the thread: its time and id, not two nulls. */
const newestMessageBytes = 64;
/** Without that. A thread that changes is another object, but for a new name of a participant or forum. */
const counted = new WeakMap<Thread, number>();

function bytesOf(thread: Thread, state: State): number {
  let bytes = counted.get(thread);
  if (bytes === undefined) {
    const wire = { ...wireThread(thread, state), ...wireTail(null) };
    bytes = Buffer.byteLength(JSON.stringify(wire)) + 1;
    counted.set(thread, bytes);
  }
  return bytes + newestMessageBytes;
}

/** Is there no room for one more thread, or one more participant? */
export function listsAreFull(state: State): boolean {
  let bytes = 0;
  for (const { id } of state.channels)
    for (const thread of state.threadsOf(id)) bytes += bytesOf(thread, state);
  return bytes >= mostListBytes;
}

/** Why this member may not start another thread in this forum, or null. */
export function tooManyThreads(forum: Channel, user: User, state: State): Failure | null {
  if (listsAreFull(state)) return fail("thread_lists_full");
  const own = state.threadsOf(forum.id).filter(({ createdBy }) => createdBy === user.id).length;
  if (own < mostOfOne || hasPermission(user, state.roles.byId, "manage_threads", forum)) return null;
  return fail("too_many", { things: "threads of yours in this channel", limit: mostOfOne });
}
