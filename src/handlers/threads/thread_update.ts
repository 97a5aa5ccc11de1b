import { Type } from "@sinclair/typebox";
import { changeThread } from "../../actions/threads/update.ts";
import { threadUpdate as threadUpdateEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { threadCommand } from "../command.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadUpdate = threadCommand({
  name: "thread_update",
  summary:
    "Renames or archives a thread: one's own, or with `manage_threads` anybody's. Locking always needs that permission.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    ...threadAddress,
    name: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.threadName * 4 }), Type.Null()], {
        description: `1 to ${limits.threadName} characters`,
      }),
    ),
    locked: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    archived: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  }),
  reply: Type.Object({
    thread: ThreadObject,
    channel: Type.String(),
    thread_id: Type.String(),
    global: Type.Literal(true),
  }),
  events: [threadUpdateEvent],
  errors: ["thread_not_found", "thread_denied", "thread_name_invalid", "timed_out"],
  handler: (context, request) => changeThread(context, request, context.timeoutLeft(context.user)),
});
