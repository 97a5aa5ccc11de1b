import { Type } from "@sinclair/typebox";
import { announced } from "../../actions/outcome.ts";
import { changePart, partUnchanged } from "../../actions/threads/take-part.ts";
import { emit } from "../../chat/emission.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { lockedThread } from "../../chat/speaking.ts";
import { joinThread } from "../../db/threads.ts";
import { fail } from "../../protocol/errors.ts";
import { threadJoin as threadJoinEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { threadCommand } from "../command.ts";
import { partReply } from "./part-fields.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadJoin = threadCommand({
  name: "thread_join",
  summary: "Joins a thread. Clients then list it under its forum.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object(partReply),
  events: [threadJoinEvent],
  errors: ["thread_not_found", "thread_locked", "too_many"],
  handler(context) {
    const { thread, room, user, state } = context;
    // Participants may stay without the permission.
    if (thread.participants.includes(user.id)) return partUnchanged(context);
    const locked = lockedThread(thread, user, state);
    if (locked) return locked;
    const others = thread.participants.length;
    if (others >= limits.participants && !hasPermission(user, state.roles.byId, "manage_threads")) {
      return fail("too_many", { things: "participants in this thread", limit: limits.participants });
    }
    return changePart(context, {
      write: joinThread({ room, user: user.id }),
      participants: (others) => [...others, user.id],
      told: (fields, to) => ({ reply: announced(emit(threadJoinEvent, fields, to)) }),
    });
  },
});
