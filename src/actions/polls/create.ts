import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import type { PollRequest } from "../../chat/polls.ts";
import { readPoll, wireOptions } from "../../chat/polls.ts";
import { createPoll } from "../../db/polls.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { mayAsMember } from "../messages/content.ts";
import { posted } from "../messages/posted.ts";
import { pauseBefore, tooSoon } from "../messages/slow-mode.ts";
import { commit } from "../outcome.ts";
import type { Posting } from "../world.ts";

/** Posts a poll. The result is the stored poll with its message. */
export function startPoll(context: Posting, request: PollRequest) {
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
    ping: null,
    mentions: { users: [], roles: [] },
    wakes: thread !== null,
  };
  return commit(createPoll({ message, poll }), (stored) => {
    if (isFailure(stored)) return stored;
    const at = placeNow(context, state);
    if (isFailure(at)) return at;
    const { packet, events, ...rest } = posted(stored, at, context);
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
}
