import { Type } from "@sinclair/typebox";
import { emit, viewers } from "../../chat/outcome.ts";
import { commit } from "../../db/store.ts";
import { leaveThread } from "../../db/threads.ts";
import { threadLeave as threadLeaveEvent } from "../../protocol/events.ts";
import { ThreadObject } from "../../protocol/objects.ts";

import { threadCommand } from "../command.ts";
import { threadFields } from "../messages/place.ts";
import { threadAddress, threadNow } from "./thread-fields.ts";

/** 04 §2.7. */
export const threadLeave = threadCommand({
  name: "thread_leave",
  summary: "Takes no part in a thread any more; its creator may leave as well.",
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
  events: [threadLeaveEvent],
  errors: ["thread_not_found"],
  handler({ thread, room, user, state }) {
    if (!thread.participants.includes(user.id)) {
      return { reply: { ...threadFields(thread, state), user: user.username } };
    }
    return commit(leaveThread({ room, user: user.id }), () => {
      const now = threadNow({ room }, state);
      if ("code" in now) return now;
      const current = { ...now, participants: now.participants.filter((id) => id !== user.id) };
      return {
        changes: [{ type: "thread", thread: current }],
        announce: emit(
          threadLeaveEvent,
          { ...threadFields(current, state), user: user.username },
          viewers(current.parent),
          { exceptRequester: true },
        ),
      };
    });
  },
});
