/** 04 §2.6, §2.7: what `thread_join` and `thread_leave` have in common. */

import { Type } from "@sinclair/typebox";
import { commit, type Outcome } from "../../actions/outcome.ts";
import { threadFields } from "../../actions/threads/thread-events.ts";
import { type Audience, viewers } from "../../chat/emission.ts";
import type { Change } from "../../chat/state.ts";
import type { Write } from "../../db/procedure.ts";
import { isFailure } from "../../protocol/errors.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import type { ThreadContext } from "../context.ts";
import { threadNow } from "./access-thread.ts";

export const partReply = {
  thread: ThreadObject,
  channel: Type.String(),
  thread_id: Type.String(),
  user: Type.String(),
  global: Type.Literal(true),
};

/** The answer where nothing changes, and nobody is told. */
export function partUnchanged({ thread, state, user }: ThreadContext) {
  return { reply: { ...threadFields(thread, state), user: user.username } };
}

export function changePart<const Told extends Outcome>(
  { room, state, user }: ThreadContext,
  change: {
    readonly write: Write<null>;
    /** From the ones that there are when it is stored, without the user, to all that take part then. */
    participants(others: readonly string[]): readonly string[];
    /** The event and the answer. */
    told(fields: PartFields, to: Audience): Told;
  },
) {
  return commit(change.write, () => {
    const now = threadNow({ room }, state);
    if (isFailure(now)) return now;
    const others = now.participants.filter((id) => id !== user.id);
    const current = { ...now, participants: change.participants(others) };
    const fields = { ...threadFields(current, state), user: user.username };
    const changes: readonly Change[] = [{ type: "thread", thread: current }];
    return { changes, ...change.told(fields, viewers(current.parent)) };
  });
}

interface PartFields extends ReturnType<typeof threadFields> {
  readonly user: string;
}
