/** Joining and leaving a thread, for `thread_join` and `thread_leave`. */

import { type Audience, viewers } from "../../chat/emission.ts";
import type { Change } from "../../chat/state.ts";
import type { Write } from "../../db/procedure.ts";
import { isFailure } from "../../protocol/errors.ts";
import { commit, type Outcome } from "../outcome.ts";
import type { InThread } from "../world.ts";
import { threadNow } from "./access-thread.ts";
import { threadFields } from "./thread-events.ts";

/** The answer where nothing changes, and nobody is told. */
export function partUnchanged({ thread, state, user }: InThread) {
  return { reply: { ...threadFields(thread, state), user: user.username } };
}

export function changePart<const Told extends Outcome>(
  { room, state, user }: InThread,
  change: {
    readonly write: Write<null>;
    /** From the participants at the time of the write, without the user, to those after it. */
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
