import { Type } from "@sinclair/typebox";
import { accessPollToRead } from "../../actions/polls/access-poll.ts";
import { wireResults } from "../../chat/polls.ts";
import { isFailure } from "../../protocol/errors.ts";
import { PollResultsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { pollAddress } from "./poll-fields.ts";

export const pollResults = command({
  name: "poll_results",
  summary:
    "Gets the results of a poll: counts while it runs, and the voters of each option after it has ended.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object(pollAddress),
  reply: Type.Object({ poll_id: Type.String(), message_id: Type.String(), results: PollResultsObject }),
  events: [],
  errors: ["poll_not_found"],
  async handler(context, request) {
    const accessed = await accessPollToRead(request, context);
    if (isFailure(accessed)) return accessed;
    const { found, own } = accessed;
    const results = wireResults(found.poll, context.state.authorName, own);
    return { reply: { poll_id: found.poll.id, message_id: found.message, results } };
  },
});
