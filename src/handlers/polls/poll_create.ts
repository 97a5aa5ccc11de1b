import { Type } from "@sinclair/typebox";
import { postEvents } from "../../actions/messages/posted.ts";
import { startPoll } from "../../actions/polls/create.ts";
import { limits } from "../../protocol/limits.ts";
import { PollObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, placeFields } from "../request-fields.ts";

export const pollCreate = channelCommand({
  name: "poll_create",
  summary:
    "Posts a message with a poll. Everybody gets it as `message_new`, the author too, before the reply.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  speaks: true,
  adds: true,
  cost: "poll",
  request: Type.Object({
    ...channelAddress,
    question: Type.String({
      maxLength: limits.pollQuestion * 4,
      description: `1 to ${limits.pollQuestion} characters`,
    }),
    options: Type.Array(Type.Unknown(), {
      minItems: 2,
      maxItems: 10,
      description:
        "Each a text of 1 to 100 characters, or an object with `text`, and optionally `id` (1 to 50 characters, unique; default: its index) and `emoji` (at most 64)",
    }),
    allow_multiselect: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    expires_at: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], {
        description: "Unix seconds, in the future, at most a year away; wins over `duration_hours`",
      }),
    ),
    duration_hours: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], { description: "0 or null: no end" }),
    ),
  }),
  reply: Type.Object({
    poll_id: Type.String(),
    message_id: Type.String(),
    ...placeFields,
    question: PollObject.properties.question,
    options: PollObject.properties.options,
    allow_multiselect: Type.Boolean(),
    expires_at: PollObject.properties.expires_at,
  }),
  events: postEvents,
  errors: ["poll_invalid", "channel_wrong_type", "send_denied", "slow_mode"],
  handler: (context, request) => startPoll(context, request),
});
