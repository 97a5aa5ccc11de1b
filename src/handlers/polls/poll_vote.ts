import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { votesCounted } from "../../actions/polls/poll-events.ts";
import { readSelection, wireResults } from "../../chat/polls.ts";
import { lockedThread } from "../../chat/speaking.ts";
import { votePoll } from "../../db/polls.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { pollVoteUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { PollResultsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { accessPoll, pollAddress, toldOf } from "./access-poll.ts";

const OptionId = Type.String({ maxLength: limits.id });
/** Longer than any poll, so that naming an option twice is no mistake. */
const Selection = Type.Union([OptionId, Type.Array(OptionId, { maxItems: 50 }), Type.Null()]);

/** 04 §4.4. */
export const pollVote = command({
  name: "poll_vote",
  summary:
    "Votes in a poll: the selection replaces the earlier one, an empty list withdraws it. Nothing of a wrong vote counts.",
  login: "required",
  timedOut: "refused",
  speaks: true,
  adds: true,
  cost: "change",
  request: Type.Object({
    ...pollAddress,
    option_ids: Type.Optional(Selection),
    option_id: Type.Optional(Selection),
  }),
  reply: Type.Object({
    poll_id: Type.String(),
    option_ids: Type.Array(Type.String()),
    results: PollResultsObject,
  }),
  events: [pollVoteUpdate],
  errors: [
    "poll_not_found",
    "poll_option_invalid",
    "poll_single_choice",
    "poll_ended",
    "poll_expired",
    "thread_locked",
  ],
  async handler(context, request) {
    const { state, now } = context;
    const accessed = await accessPoll(request, context);
    if (isFailure(accessed)) return accessed;
    const { found, at: before, user } = accessed;
    const locked = before.thread && lockedThread(before.thread, user, state);
    if (locked) return locked;
    const wanted = request.option_ids || request.option_id || null;
    if (wanted === null) return fail("invalid_field", { field: "option_ids", problem: "it is required" });
    const selected = readSelection(found.poll, typeof wanted === "string" ? [wanted] : wanted);
    if (isFailure(selected)) return selected;
    const { options } = selected;

    return commit(votePoll({ poll: found.poll.id, user: user.id, options, now: now / 1000 }), (voted) => {
      if (voted.kind === "ended") return fail("poll_ended");
      if (voted.kind === "expired") return fail("poll_expired");
      if (voted.kind === "missing") return fail("poll_not_found");
      return toldOf(voted.found, user, state, (at) => ({
        events: voted.changed ? votesCounted(voted.found, at, state, user, options) : [],
        reply: {
          poll_id: found.poll.id,
          option_ids: [...options],
          results: wireResults(voted.found.poll, state.authorName, options),
        },
      }));
    });
  },
});
