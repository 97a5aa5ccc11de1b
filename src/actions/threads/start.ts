/** Starting a thread, for `thread_create` and the newer `thread_new`. */

import { emit, viewers } from "../../chat/emission.ts";
import { threadName } from "../../chat/names.ts";
import { mayInChannel } from "../../chat/permissions.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import type { Change } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import { wireThread } from "../../chat/wire-thread.ts";
import { createThread, type NewThread } from "../../db/threads.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew, threadCreate, threadNew, unreadsUpdate } from "../../protocol/events.ts";
import { checkContent, mayAsMember, mentionsIn } from "../messages/content.ts";
import { authorMarked } from "../messages/posted.ts";
import { pauseBefore, tooSoon } from "../messages/slow-mode.ts";
import { announced, commit } from "../outcome.ts";
import type { InPlace, Posting } from "../world.ts";
import { tooManyThreads } from "./thread-lists.ts";

export const startEvents = [threadCreate, threadNew, messageNew, unreadsUpdate] as const;

export const startErrors = [
  "not_a_forum",
  "thread_create_denied",
  "thread_name_invalid",
  "too_many",
  "message_too_long",
  "mention_denied",
  "send_denied",
  "slow_mode",
] as const;

interface Start {
  readonly channel: string;
  readonly name: string;
  readonly content?: string | null;
}

export function startThread(context: Posting, request: Start) {
  const { channel, user, state, now } = context;
  if (channel.type !== "forum") return fail("not_a_forum", { channel: channel.name, type: channel.type });
  if (!mayInChannel(user, state.roles.byId, channel, "create_thread")) return fail("thread_create_denied");
  const named = threadName(request.name);
  if (isFailure(named)) return named;
  const full = tooManyThreads(channel, user, state);
  if (full) return full;
  const first = firstMessage(context, request.content ?? "");
  if (first && isFailure(first)) return first;
  // Each thread has its own pauses. Without this check new threads would be a way around them.
  const pause = pauseBefore(context);
  if (pause > 0) return tooSoon(pause);

  const started: NewThread = {
    id: context.newId(),
    parent: channel.id,
    name: named.name,
    createdBy: user.id,
    createdAt: now / 1000,
    participants: [user.id],
  };
  return commit(createThread({ thread: started, first }), (stored) => {
    if (isFailure(stored)) return stored;
    const thread = { ...started, room: stored.room, locked: false, archived: false, pinned: false };
    const at = placeNow({ channel, thread: null, room: channel.id }, state);
    if (isFailure(at)) return at;
    const place = { channel: at.channel, thread, room: stored.room };
    const posted = stored.first;
    const changes: Change[] = [{ type: "thread", thread }];
    if (posted) {
      const tail = { lastMessageId: posted.id, lastMessageAt: posted.at };
      changes.push({ type: "tail", room: stored.room, tail });
    }
    const packet = { thread: wireThread(thread, state), channel: at.channel.name, global: true as const };
    const message = posted && wireMessage(posted, state);
    return {
      changes,
      events: message ? authorMarked(message.id, user.id, place, state) : [],
      reply: announced(emit(threadCreate, packet, viewers(channel.id))),
      ...(message && {
        afterwards: [emit(messageNew, { message, ...packetPlace(place), global: true }, viewers(channel.id))],
      }),
    };
  });
}

/** The checks of `message_new` for the first message. */
function firstMessage(context: InPlace, text: string) {
  const checked = checkContent(text, context);
  if (isFailure(checked)) return checked;
  const { content } = checked;
  if (content === "") return null;
  const { channel, user, state } = context;
  const maySend = mayInChannel(user, state.roles.byId, channel, "send");
  if (!maySend || !mayAsMember(context, "send_messages")) return fail("send_denied");
  const mentions = mentionsIn(content, context);
  if (isFailure(mentions)) return mentions;
  return {
    id: context.newId(),
    author: user.id,
    content,
    now: context.now * 1000,
    ping: null,
    mentions,
    embeds: null,
  };
}
