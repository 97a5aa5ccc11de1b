import { Type } from "@sinclair/typebox";
import { withBefore } from "../../actions/audit.ts";
import { announced, commit } from "../../actions/outcome.ts";
import { threadFields, threadUpdated } from "../../actions/threads/thread-events.ts";
import { threadName } from "../../chat/names.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { timedOut } from "../../chat/speaking.ts";
import { audited } from "../../db/audit.ts";
import { type ThreadChange, updateThread } from "../../db/threads.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { threadUpdate as threadUpdateEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { threadCommand } from "../command.ts";
import { notTheirs, threadAddress, threadRecord } from "./access-thread.ts";

/** 04 §2.4. */
export const threadUpdate = threadCommand({
  name: "thread_update",
  summary:
    "Renames or archives an own thread, or with `manage_threads` anybody's; locking always needs that permission.",
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
  handler(context, request) {
    const { thread, user, state } = context;
    const denied = notTheirs("change", thread, user, state);
    if (denied) return denied;
    const locks = (request.locked ?? thread.locked) !== thread.locked;
    if (locks && !hasPermission(user, state.roles.byId, "manage_threads")) {
      return fail("thread_denied", { action: request.locked ? "lock" : "unlock" });
    }
    const named = typeof request.name === "string" ? threadName(request.name) : { name: thread.name };
    if (isFailure(named)) return named;
    // A new name is seen by everybody: who may not write doesn't write there either.
    const muted = named.name !== thread.name && timedOut(context.timeoutLeft(user));
    if (muted) return muted;
    const archives = (request.archived ?? thread.archived) !== thread.archived;
    const change: ThreadChange = {
      ...(named.name !== thread.name && { name: named.name }),
      ...(locks && { locked: !thread.locked }),
      ...(archives && { archived: !thread.archived }),
    };
    if (Object.keys(change).length === 0) return { reply: threadFields(thread, state) };
    const { name, locked, archived } = change;
    const records = [
      name === undefined ? null : threadRecord(context, "thread_update", withBefore({ name }, thread)),
      locked === undefined ? null : threadRecord(context, "thread_lock", withBefore({ locked }, thread)),
      archived === undefined
        ? null
        : threadRecord(context, "thread_archive", withBefore({ archived }, thread)),
    ];
    return commit(records.reduce(audited, updateThread({ room: thread.room, change })), () => {
      // Somebody may have written there meanwhile, or taken part.
      const now = state.threadById(thread.id);
      if (!now) return fail("thread_not_found");
      const current = { ...now, ...change };
      return {
        changes: [{ type: "thread", thread: current }],
        reply: announced(threadUpdated(current, state)),
      };
    });
  },
});
