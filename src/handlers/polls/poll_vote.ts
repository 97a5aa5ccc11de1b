import { Type } from "@sinclair/typebox";
import { vote } from "../../actions/polls/vote.ts";
import { pollVoteUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { PollResultsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { pollAddress } from "./poll-fields.ts";

const OptionId = Type.String({ maxLength: limits.id });
/** More than a poll has options, so that an option may be named twice. */
const Selection = Type.Union([OptionId, Type.Array(OptionId, { maxItems: 50 }), Type.Null()]);

export const pollVote = command({
  name: "poll_vote",
  summary:
    "Votes in a poll. The selection replaces the earlier one; an empty list withdraws it. If one option is wrong, none counts.",
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
  handler(context, request) {
    const wanted = request.option_ids || request.option_id || null;
    return vote(context, request, typeof wanted === "string" ? [wanted] : wanted);
  },
});
