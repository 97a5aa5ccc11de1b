import { threadName } from "../../chat/names.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { timedOut } from "../../chat/speaking.ts";
import { audited } from "../../db/audit.ts";
import { type ThreadChange, updateThread } from "../../db/threads.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { withBefore } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { InThread } from "../world.ts";
import { refuseOthers, threadRecord } from "./access-thread.ts";
import { threadFields, threadUpdated } from "./thread-events.ts";

export interface ThreadUpdate {
  readonly name?: string | null;
  readonly locked?: boolean | null;
  readonly archived?: boolean | null;
}

/** @param left milliseconds that are left of the member's timeout, during which they can't rename the thread */
export function changeThread(context: InThread, update: ThreadUpdate, left: number) {
  const { thread, user, state } = context;
  const denied = refuseOthers("change", thread, user, state);
  if (denied) return denied;
  const locks = (update.locked ?? thread.locked) !== thread.locked;
  if (locks && !hasPermission(user, state.roles.byId, "manage_threads")) {
    return fail("thread_denied", { action: update.locked ? "lock" : "unlock" });
  }
  const named = typeof update.name === "string" ? threadName(update.name) : { name: thread.name };
  if (isFailure(named)) return named;
  // Everybody sees the name of a thread, so members who may not write can't change it either.
  const muted = named.name !== thread.name && timedOut(left);
  if (muted) return muted;
  const archives = (update.archived ?? thread.archived) !== thread.archived;
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
    archived === undefined ? null : threadRecord(context, "thread_archive", withBefore({ archived }, thread)),
  ];
  return commit(records.reduce(audited, updateThread({ room: thread.room, change })), () => {
    // Meanwhile there may be a new message or participant.
    const now = state.threadById(thread.id);
    if (!now) return fail("thread_not_found");
    const current = { ...now, ...change };
    return {
      changes: [{ type: "thread", thread: current }],
      reply: announced(threadUpdated(current, state)),
    };
  });
}
