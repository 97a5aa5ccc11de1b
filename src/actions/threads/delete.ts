import { type Emission, emit, viewers } from "../../chat/emission.ts";
import type { ThreadPlace } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { audited } from "../../db/audit.ts";
import { expireThread } from "../../db/retention.ts";
import { deleteThread } from "../../db/threads.ts";
import { threadDelete as threadDeleteEvent } from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import { placeLost } from "../unreads/marker.ts";
import type { InThread } from "../world.ts";
import { refuseOthers, threadRecord } from "./access-thread.ts";

export function removeThread(context: InThread) {
  const { thread, channel, user, room, state, now } = context;
  const denied = refuseOthers("delete", thread, user, state);
  if (denied) return denied;
  return commit(
    audited(deleteThread({ room, now: now / 1000 }), threadRecord(context, "thread_delete")),
    () => ({
      changes: [{ type: "thread_gone", id: thread.id }],
      events: placeLost({ channel, thread }, viewers(channel.id)),
      reply: announced(deletion(context, state)),
    }),
  );
}

/** Deletes an archived thread that the retention of messages has left empty. */
export function removeEmptyThread(place: ThreadPlace, state: State, now: number) {
  const { thread, channel, room } = place;
  return commit(expireThread({ room, now: now / 1000 }), (isGone) =>
    isGone
      ? {
          changes: [{ type: "thread_gone", id: thread.id }],
          events: [...placeLost({ channel, thread }, viewers(channel.id)), deletion(place, state)],
        }
      : {},
  );
}

function deletion({ thread, channel }: ThreadPlace, state: State): Emission<"thread_delete"> {
  const name = state.channelById(channel.id)?.name ?? channel.name;
  return emit(threadDeleteEvent, { thread_id: thread.id, channel: name, global: true }, viewers(channel.id));
}
