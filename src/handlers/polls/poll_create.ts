import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { postEvents, posted } from "../../actions/messages/posted.ts";
import { pauseBefore, tooSoon } from "../../actions/messages/slow-mode.ts";
import { commit } from "../../actions/outcome.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import { readPoll, wireOptions } from "../../chat/polls.ts";
import { createPoll } from "../../db/polls.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { PollObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, placeFields } from "../request-fields.ts";

/** 04 §4.3. */
export const pollCreate = channelCommand({
  name: "poll_create",
  summary:
    "Posts a message with a poll. Everybody gets it as `message_new`, also who asks, before the reply.",
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
        "Each a text of 1 to 100 characters, or an object with `text`, and if wanted `id` (1 to 50 characters, unique; default: its index) and `emoji` (at most 64)",
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
  handler(context, request) {
    const { channel, thread, room, user, state, now } = context;
    if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
    if (!mayAsMember(context, "send_messages")) return fail("send_denied");
    const asked = readPoll(request, context.newId(), now / 1000);
    if (isFailure(asked)) return asked;
    const { poll } = asked;
    const wait = pauseBefore(context);
    if (wait > 0) return tooSoon(wait);

    const message = {
      id: context.newId(),
      room,
      author: user.id,
      content: "",
      now: now * 1000,
      replyTo: null,
      ping: null,
      mentions: { users: [], roles: [] },
      nonce: null,
      wakes: thread !== null,
    };
    return commit(createPoll({ message, poll }), (stored) => {
      if (stored.kind !== "stored") return fail(thread ? "thread_not_found" : "channel_not_found");
      const at = placeNow(context, state);
      if (isFailure(at)) return at;
      const { packet, events, ...rest } = posted(stored.message, at, context);
      const { id, user: author, content, timestamp, embeds = [] } = packet.message;
      const legacy = { id, user: author, content, timestamp, embeds, poll_id: poll.id };
      return {
        ...rest,
        events: [...events, emit(messageNew, { ...packet, ...legacy }, viewers(channel.id))],
        reply: {
          poll_id: poll.id,
          message_id: id,
          ...packetPlace(at),
          question: poll.question,
          options: wireOptions(poll),
          allow_multiselect: poll.multiple,
          expires_at: poll.expiresAt,
        },
      };
    });
  },
});
