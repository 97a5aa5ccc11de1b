import { readSelection, wireResults } from "../../chat/polls.ts";
import { lockedThread } from "../../chat/speaking.ts";
import { votePoll } from "../../db/poll-votes.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { commit } from "../outcome.ts";
import type { ByMember, Reading } from "../world.ts";
import type { PollAddress } from "./access-poll.ts";
import { accessPoll, toldOf } from "./access-poll.ts";
import { votesCounted } from "./poll-events.ts";

/** @param wanted ids of options. They replace the earlier choice; an empty list withdraws it */
export async function vote(context: ByMember & Reading, poll: PollAddress, wanted: readonly string[] | null) {
  const { state, now } = context;
  const accessed = await accessPoll(poll, context);
  if (isFailure(accessed)) return accessed;
  const { found, at: before, user } = accessed;
  const locked = before.thread && lockedThread(before.thread, user, state);
  if (locked) return locked;
  if (wanted === null) return fail("invalid_field", { field: "option_ids", problem: "it is required" });
  const selected = readSelection(found.poll, wanted);
  if (isFailure(selected)) return selected;
  const { options } = selected;

  return commit(votePoll({ poll: found.poll.id, user: user.id, options, now: now / 1000 }), (voted) => {
    if (isFailure(voted)) return voted;
    return toldOf(voted.found, user, state, (at) => ({
      events: voted.changed ? votesCounted(voted.found, at, state, user, options) : [],
      reply: {
        poll_id: found.poll.id,
        option_ids: [...options],
        results: wireResults(voted.found.poll, state.authorName, options),
      },
    }));
  });
}
