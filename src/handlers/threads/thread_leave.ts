import { Type } from "@sinclair/typebox";
import { announced } from "../../actions/outcome.ts";
import { changePart, partUnchanged } from "../../actions/threads/take-part.ts";
import { accessJoinedThread } from "../../chat/access.ts";
import { emit } from "../../chat/emission.ts";
import { mayView } from "../../chat/permissions.ts";
import { leaveThread } from "../../db/threads.ts";
import { isFailure } from "../../protocol/errors.ts";
import { threadLeave as threadLeaveEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { partReply } from "./part-fields.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadLeave = command({
  name: "thread_leave",
  summary:
    "Leaves a thread; its creator may leave too. Members who can no longer view the forum may also leave, and get a reply without `thread` and `channel`.",
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
    if (isFailure(place)) return place;
    const at = { ...context, ...place };
    if (!place.thread.participants.includes(user.id)) return partUnchanged(at);
    const mayStillView = mayView(user, place.channel, state);
    return changePart(at, {
      write: leaveThread({ room: place.room, user: user.id }),
      participants: (others) => others,
      told: (fields, to) => {
        const emission = emit(threadLeaveEvent, fields, to);
        const reply = { thread_id: fields.thread_id, user: fields.user, global: true } as const;
        return mayStillView ? { reply: announced(emission) } : { events: [emission], reply };
      },
    });
  },
});
