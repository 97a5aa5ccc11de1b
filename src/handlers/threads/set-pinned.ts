/** 08 §12.3: what `thread_pin` and `thread_unpin` have in common. */
import { Type } from "@sinclair/typebox";
import { audited } from "../../db/audit.ts";
import { commit } from "../../db/store.ts";
import { updateThread } from "../../db/threads.ts";
import { fail } from "../../protocol/errors.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import type { Next, ThreadContext } from "../command.ts";
import { threadFields, threadUpdated } from "../messages/place.ts";
import { threadRecord } from "./thread-fields.ts";

const mostPinned = 10;

export const pinReply = {
  thread_id: Type.String(),
  channel: Type.String(),
  pinned: Type.Boolean(),
  thread: ThreadObject,
};

export function setPinned(context: ThreadContext, pinned: boolean): Next {
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
  const record = threadRecord(context, pinned ? "thread_pin" : "thread_unpin");
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
