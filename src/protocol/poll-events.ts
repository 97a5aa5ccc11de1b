/** Events of polls. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { threadId } from "./event-fields.ts";
import { PollResultsObject } from "./objects.ts";

const ofPoll = {
  poll_id: Type.String(),
  message_id: Type.String(),
  channel: Type.String(),
  thread_id: threadId,
  results: PollResultsObject,
};

export const pollVoteUpdate = event({
  name: "poll_vote_update",
  summary:
    "A member voted. The voter's own connections get a second packet that names the voter and the options. That second packet also comes after the newest page of a channel that was renamed.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object({
    ...ofPoll,
    user: Type.Optional(Type.String({ description: "Username of the voter" })),
    option_ids: Type.Optional(Type.Array(Type.String(), { description: "The voter's whole selection" })),
  }),
});

export const pollEnd = event({
  name: "poll_end",
  summary: "A poll has ended. From now on its results name the voters.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object(ofPoll),
});
