import { Type } from "@sinclair/typebox";
import { leaveThread } from "../../db/threads.ts";
import { threadLeave as threadLeaveEvent } from "../../protocol/events.ts";
import { accessJoinedThread } from "../access.ts";
import { command } from "../command.ts";
import { threadAddress } from "./access-thread.ts";
import { changePart, partReply, partUnchanged } from "./take-part.ts";

/** 04 §2.7. */
export const threadLeave = command({
  name: "thread_leave",
  summary:
    "Takes no part in a thread any more; its creator may leave as well. Who has lost sight of the forum may too, and is not told what the thread is then: no `thread`, no `channel`.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object({
    ...partReply,
    thread: Type.Optional(partReply.thread),
    channel: Type.Optional(partReply.channel),
  }),
  events: [threadLeaveEvent],
  errors: ["thread_not_found"],
  handler(context, { thread_id }) {
    const { user, state } = context;
    const place = accessJoinedThread(thread_id, user, state);
    if ("code" in place) return place;
    const at = { ...context, ...place };
    if (!place.thread.participants.includes(user.id)) return partUnchanged(at);
    return changePart(at, {
      write: leaveThread({ room: place.room, user: user.id }),
      event: threadLeaveEvent,
      participants: (others) => others,
    });
  },
});
