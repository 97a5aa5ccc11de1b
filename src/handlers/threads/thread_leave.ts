import { Type } from "@sinclair/typebox";
import { leaveThread } from "../../db/threads.ts";
import { threadLeave as threadLeaveEvent } from "../../protocol/events.ts";
import { threadCommand } from "../command.ts";
import { changePart, partReply, partUnchanged } from "./take-part.ts";
import { threadAddress } from "./thread-fields.ts";

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
  reply: Type.Object(partReply),
  events: [threadLeaveEvent],
  errors: ["thread_not_found"],
  handler(context) {
    const { thread, room, user } = context;
    if (!thread.participants.includes(user.id)) return partUnchanged(context);
    return changePart(context, {
      write: leaveThread({ room, user: user.id }),
      event: threadLeaveEvent,
      participants: (others) => others,
    });
  },
});
