import { emit, viewers } from "../../chat/emission.ts";
import { audited } from "../../db/audit.ts";
import { deleteThread } from "../../db/threads.ts";
import { threadDelete as threadDeleteEvent } from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import { placeLost } from "../unreads/marker.ts";
import type { InThread } from "../world.ts";
import { refuseOthers, threadRecord } from "./access-thread.ts";

export function removeThread(context: InThread) {
  const { thread, channel, room, user, state, now } = context;
  const denied = refuseOthers("delete", thread, user, state);
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
}
