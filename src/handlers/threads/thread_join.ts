import { Type } from "@sinclair/typebox";
import { emit, viewers } from "../../chat/outcome.ts";
import { commit } from "../../db/store.ts";
import { joinThread } from "../../db/threads.ts";
import { threadJoin as threadJoinEvent } from "../../protocol/events.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { lockedThread } from "../access.ts";
import { threadCommand } from "../command.ts";
import { threadFields } from "../messages/place.ts";
import { threadAddress, threadNow } from "./thread-fields.ts";

/** 04 §2.6. */
export const threadJoin = threadCommand({
  name: "thread_join",
  summary: "Takes part in a thread: clients list it under its forum.",
  login: "required",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object({
    thread: ThreadObject,
    channel: Type.String(),
    thread_id: Type.String(),
    user: Type.String(),
    global: Type.Literal(true),
  }),
  events: [threadJoinEvent],
  errors: ["thread_not_found", "thread_locked"],
  handler({ thread, room, user, state }) {
    if (thread.participants.includes(user.id)) {
      return { reply: { ...threadFields(thread, state), user: user.username } };
    }
    // Who is in needs no permission for staying in.
    const locked = lockedThread(thread, user, state);
    if (locked) return locked;
    return commit(joinThread({ room, user: user.id }), () => {
      const now = threadNow({ room }, state);
      if ("code" in now) return now;
      const current = { ...now, participants: [...now.participants.filter((id) => id !== user.id), user.id] };
      return {
        changes: [{ type: "thread", thread: current }],
        announce: emit(
          threadJoinEvent,
          { ...threadFields(current, state), user: user.username },
          viewers(current.parent),
          { exceptRequester: true },
        ),
      };
    });
  },
});
