import { Type } from "@sinclair/typebox";
import { announced, commit } from "../../actions/outcome.ts";
import { placeLost } from "../../actions/unreads/marker.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { audited } from "../../db/audit.ts";
import { deleteThread } from "../../db/threads.ts";
import { threadDelete as threadDeleteEvent, unreadsUpdate } from "../../protocol/events.ts";
import { threadCommand } from "../command.ts";
import { notTheirs, threadAddress, threadRecord } from "./access-thread.ts";

/** 04 §2.5. */
export const threadDelete = threadCommand({
  name: "thread_delete",
  summary: "Deletes an own thread with its messages, or with `manage_threads` anybody's.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object({
    thread_id: Type.String(),
    channel: Type.String(),
    global: Type.Literal(true),
  }),
  events: [threadDeleteEvent, unreadsUpdate],
  errors: ["thread_not_found", "thread_denied"],
  handler(context) {
    const { thread, channel, room, user, state, now } = context;
    const denied = notTheirs("delete", thread, user, state);
    if (denied) return denied;
    return commit(
      audited(deleteThread({ room, now: now / 1000 }), threadRecord(context, "thread_delete")),
      () => ({
        changes: [{ type: "thread_gone", id: thread.id }],
        events: placeLost({ channel, thread }, viewers(channel.id)),
        reply: announced(
          emit(
            threadDeleteEvent,
            {
              thread_id: thread.id,
              channel: state.channelById(channel.id)?.name ?? channel.name,
              global: true,
            },
            viewers(channel.id),
          ),
        ),
      }),
    );
  },
});
