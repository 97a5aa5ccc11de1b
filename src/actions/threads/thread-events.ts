/** Events about threads. */

import { type Emission, emit, viewers } from "../../chat/emission.ts";
import type { Thread } from "../../chat/model.ts";
import type { Place } from "../../chat/place.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireThread } from "../../chat/wire-thread.ts";
import { threadUpdate } from "../../protocol/events.ts";

/** The changes and events after a write in a place: an archived thread is no longer archived. */
export function unarchived(
  { thread }: Place,
  state: State,
): { changes: Change[]; events: Emission<"thread_update">[] } {
  if (!thread?.archived) return { changes: [], events: [] };
  const updated = { ...thread, archived: false };
  return { changes: [{ type: "thread", thread: updated }], events: [threadUpdated(updated, state)] };
}

/** @param thread the thread after the change */
export function threadUpdated(thread: Thread, state: State) {
  return emit(threadUpdate, threadFields(thread, state), viewers(thread.parent));
}

export function threadFields(thread: Thread, state: State) {
  const wire = wireThread(thread, state);
  return { thread: wire, channel: wire.parent_channel, thread_id: thread.id, global: true as const };
}
