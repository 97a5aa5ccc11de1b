/** Pinning and unpinning a thread, for `thread_pin` and `thread_unpin`. */

import { audited } from "../../db/audit.ts";
import { updateThread } from "../../db/threads.ts";
import { fail } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { InThread } from "../world.ts";
import { threadFields, threadUpdated } from "./thread-events.ts";

const mostPinned = 10;

export function setPinned(context: InThread, pinned: boolean) {
  const { thread, channel, state } = context;
  const reply = (fields: ReturnType<typeof threadFields>) => ({
    thread_id: thread.id,
    channel: fields.channel,
    pinned,
    thread: fields.thread,
  });
  if (thread.pinned === pinned) return { reply: reply(threadFields(thread, state)) };
  if (pinned && state.threadsOf(channel.id).filter((other) => other.pinned).length >= mostPinned) {
    return fail("too_many", { things: "pinned threads in this channel", limit: mostPinned });
  }
  // Recorded for own threads too: creators may not put their thread above those of others by themselves.
  const action = pinned ? "thread_pin" : "thread_unpin";
  const record = auditRecord(context, action, thread, { channel: channel.name });
  return commit(audited(updateThread({ room: thread.room, change: { pinned } }), record), () => {
    const now = state.threadById(thread.id);
    if (!now) return fail("thread_not_found");
    const current = { ...now, pinned };
    return {
      changes: [{ type: "thread", thread: current }],
      events: [threadUpdated(current, state)],
      reply: reply(threadFields(current, state)),
    };
  });
}
