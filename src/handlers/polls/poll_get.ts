import { Type } from "@sinclair/typebox";
import { accessPollToRead } from "../../actions/polls/access-poll.ts";
import { packetPlace } from "../../chat/place.ts";
import { wireOptions } from "../../chat/polls.ts";
import { toSeconds } from "../../chat/wire-thread.ts";
import { isFailure } from "../../protocol/errors.ts";
import { PollObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { placeFields } from "../request-fields.ts";
import { pollAddress } from "./poll-fields.ts";

const { id, question, options, allow_multiselect, expires_at, ended, ended_at } = PollObject.properties;

export const pollGet = command({
  name: "poll_get",
  summary: "Gets a poll without its counts: the question, the options, the author and the reader's choice.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object(pollAddress),
  reply: Type.Object({
    poll: Type.Object({
      id,
      question,
      options,
      allow_multiselect,
      expires_at,
      ended,
      ended_at,
      message_id: Type.String(),
      ...placeFields,
      created_by: Type.String({ description: "Username" }),
      created_at: Type.Number({ description: "Unix seconds" }),
      user_votes: Type.Array(Type.String()),
    }),
  }),
  events: [],
  errors: ["poll_not_found"],
  async handler(context, request) {
    const accessed = await accessPollToRead(request, context);
    if (isFailure(accessed)) return accessed;
    const { found, own, at } = accessed;
    const { poll } = found;
    return {
      reply: {
        poll: {
          id: poll.id,
          message_id: found.message,
          ...packetPlace(at),
          question: poll.question,
          options: wireOptions(poll),
          allow_multiselect: poll.multiple,
          expires_at: poll.expiresAt,
          created_by: context.state.authorName(found.author),
          created_at: toSeconds(found.at),
          ended: poll.endedAt !== null,
          ended_at: poll.endedAt,
          user_votes: [...own],
        },
      },
    };
  },
});
