/** Polls die with their message, thread or channel (04 §4.5). */
import { type Procedure, prepared, row, sql } from "./procedure.ts";
import { wholeRoom } from "./rooms.ts";

const firstIn = prepared<{ from: number; to: number }>()((value) =>
  sql
    .selectFrom("polls")
    .select("id")
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .limit(1),
);
const dropVotes = prepared<{ poll: string }>()((value) =>
  sql.deleteFrom("poll_votes").where("poll", "=", value("poll")),
);
const dropPoll = prepared<{ id: string }>()((value) => sql.deleteFrom("polls").where("id", "=", value("id")));

function* forgetFirst(range: { from: number; to: number }): Procedure<boolean> {
  const found = yield* row(firstIn(range));
  if (!found) return false;
  yield dropVotes({ poll: found.id });
  yield dropPoll({ id: found.id });
  return true;
}

/** Part of deleting a message that has embeds. */
export function* forgetPoll(key: number): Procedure<void> {
  yield* forgetFirst({ from: key, to: key + 1 });
}

/** Part of purging a room: one of its polls, with all votes. Gives whether there was one. */
export function* purgePoll(room: number): Procedure<boolean> {
  return yield* forgetFirst(wholeRoom(room));
}
