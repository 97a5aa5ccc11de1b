import { Type } from "@sinclair/typebox";
import { announced } from "../../actions/outcome.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace } from "../../chat/place.ts";
import { fail } from "../../protocol/errors.ts";
import { typing as typingEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

const usual = 6_000;

export const typing = channelCommand({
  name: "typing",
  summary:
    "Shows the viewers of a channel that the user is typing, at most once in 2 s, and once that they stopped. Answered only if it carries a `listener`.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  speaks: true,
  cost: "typing",
  request: Type.Object({
    ...channelAddress,
    duration: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], {
        description: `Milliseconds, 0-${limits.typing}, default ${usual}; 0 = stopped`,
      }),
    ),
  }),
  reply: Type.Object({
    channel: Type.String(),
    user: Type.String(),
    nickname: Type.Optional(Type.String()),
    thread_id: Type.Union([Type.String(), Type.Null()]),
    duration: Type.Integer(),
    global: Type.Literal(true),
  }),
  events: [typingEvent],
  refusedQuietly: true,
  repliedQuietly: true,
  errors: ["channel_wrong_type", "send_denied"],
  handler({ channel, thread, room, user, typing: notices, elapsed }, request) {
    if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
    const duration = Math.round(Math.min(limits.typing, Math.max(0, request.duration ?? usual)));
    const fields = {
      ...packetPlace({ channel, thread }),
      user: user.username,
      ...(user.nickname !== null && { nickname: user.nickname }),
      duration,
      global: true as const,
    };
    if (!notices.isNews(user.id, room, duration === 0, elapsed)) return { reply: fields };
    return { reply: announced(emit(typingEvent, fields, viewers(channel.id))) };
  },
});
