import { Type } from "@sinclair/typebox";
import { closePoll } from "../../actions/polls/end.ts";
import { pollEnd as pollEndEvent } from "../../protocol/events.ts";
import { PollResultsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { placeFields } from "../request-fields.ts";
import { pollAddress } from "./poll-fields.ts";

export const pollEnd = command({
  name: "poll_end",
  summary:
    "Ends a poll before its time: one's own, or with `manage_messages` anybody's. From then on results name the voters.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  request: Type.Object(pollAddress),
  reply: Type.Object({
    poll_id: Type.String(),
    message_id: Type.String(),
    ...placeFields,
    results: PollResultsObject,
  }),
  events: [pollEndEvent],
  errors: ["poll_not_found", "poll_already_ended", "permission_required"],
  handler: (context, request) => closePoll(context, request),
});
