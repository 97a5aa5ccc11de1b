/** 04 §2.6, §2.7: what `thread_join` and `thread_leave` have in common. */

import { Type } from "@sinclair/typebox";
import { announced, commit } from "../../actions/outcome.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { mayView } from "../../chat/permissions.ts";
import type { Change } from "../../chat/state.ts";
import type { Write } from "../../db/procedure.ts";
import type { threadJoin, threadLeave } from "../../protocol/events.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import type { Next, ThreadContext } from "../command.ts";
import { threadNow } from "./access-thread.ts";
import { threadFields } from "./thread-events.ts";

export const partReply = {
  thread: ThreadObject,
  channel: Type.String(),
  thread_id: Type.String(),
  user: Type.String(),
  global: Type.Literal(true),
};

/** The answer where nothing changes, and nobody is told. */
export function partUnchanged({ thread, state, user }: ThreadContext): Next {
  return { reply: { ...threadFields(thread, state), user: user.username } };
}

/** @param change.participants from the ones that there are when it is stored, without the user, to all that take part then */
export function changePart(
  { channel, room, state, user }: ThreadContext,
  change: {
    readonly write: Write<null>;
    readonly event: typeof threadJoin | typeof threadLeave;
    participants(others: readonly string[]): readonly string[];
  },
): Next {
  return commit(change.write, () => {
    const now = threadNow({ room }, state);
    if ("code" in now) return now;
    const others = now.participants.filter((id) => id !== user.id);
    const current = { ...now, participants: change.participants(others) };
    const fields = { ...threadFields(current, state), user: user.username };
    const emission = emit(change.event, fields, viewers(current.parent));
    const changes: Change[] = [{ type: "thread", thread: current }];
    if (mayView(user, channel, state)) return { changes, reply: announced(emission) };
    const { thread_id, global } = fields;
    return { changes, events: [emission], reply: { thread_id, user: user.username, global } };
  });
}
