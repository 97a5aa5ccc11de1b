/** Posts a scheduled message as its author when its time has come, or tells the author why not. */
import { emit, onlyUser, viewers } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { mayInChannel } from "../../chat/permissions.ts";
import { placeNow, placeOfRoom } from "../../chat/place.ts";
import { lockedThread, timedOut } from "../../chat/speaking.ts";
import { failScheduled, postponeScheduled, postScheduled, type Scheduled } from "../../db/scheduled.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { messageNew, scheduledFail, scheduledRemove } from "../../protocol/events.ts";
import { answer } from "../answer.ts";
import { checkContent } from "../messages/content.ts";
import { readyToPost, slowModeUndone } from "../messages/post.ts";
import { posted } from "../messages/posted.ts";
import { commit } from "../outcome.ts";
import type { Posting, World } from "../world.ts";
import { wireScheduled } from "./wire-scheduled.ts";

/** What a job needs to post for members. */
export interface PostingForMembers extends World, Pick<Posting, "elapsed" | "nonceTime" | "slowMode"> {
  /** Milliseconds for which this member is still timed out. */
  timeoutLeft(user: User): number;
}

/** Checks again all that `message_schedule` checked: permissions and places may have changed since. */
export function postDue(world: PostingForMembers, scheduled: Scheduled) {
  const { state, now } = world;
  const { id, author, content, replyTo } = scheduled;
  const context = postingOf(world, scheduled);
  if (isFailure(context)) return failed(scheduled, context, world);
  const message = { content, replyTo, ping: null, embeds: null, attachments: [], nonce: null };
  const ready = readyToPost(context, message);
  if (isFailure(ready)) {
    // Slow mode only delays it.
    if (ready.code !== "slow_mode") return failed(scheduled, ready, world);
    const sendAt = (now + (ready.retryAfter ?? 0)) / 1000;
    return commit(postponeScheduled({ id, sendAt }), () => ({}));
  }
  return commit(postScheduled({ id, message: ready.row }), (stored) => {
    const effects = [slowModeUndone(context)];
    // Its author deleted it in this moment.
    if (stored === null) return { effects };
    if (isFailure(stored)) return answer(failed(scheduled, stored, world), () => ({ effects }));
    const at = placeNow(context, state);
    const removed = (message: string | null) =>
      emit(scheduledRemove, { id, message_id: message }, onlyUser(author));
    // The place was deleted in this moment, and the message with it.
    if (isFailure(at)) return { events: [removed(null)] };
    const { packet, ...rest } = posted(stored, at, context);
    return {
      ...rest,
      events: [...rest.events, emit(messageNew, packet, viewers(at.channel.id))],
      afterwards: [...rest.afterwards, removed(packet.message.id)],
    };
  });
}

/** The context of the author in the place, as if they posted now. */
function postingOf(world: PostingForMembers, { author, room, content }: Scheduled): Posting | Failure {
  const { state } = world;
  const user = state.users.get(author);
  if (!user) return fail("user_not_found");
  if (user.bannedAt !== null) return fail("banned");
  const muted = timedOut(world.timeoutLeft(user));
  if (muted) return muted;
  const place = placeOfRoom(room, state);
  const roles = state.roles.byId;
  if (!place || !mayInChannel(user, roles, place.channel, "view")) return fail("channel_not_found");
  if (!mayInChannel(user, roles, place.channel, "send")) return fail("send_denied");
  const locked = place.thread && lockedThread(place.thread, user, state);
  if (locked) return locked;
  const checked = checkContent(content, world);
  return isFailure(checked) ? checked : { ...world, ...place, user };
}

function failed(scheduled: Scheduled, { code, val }: Failure, { state }: World) {
  return commit(failScheduled({ id: scheduled.id, code, text: val }), (stored) =>
    stored
      ? {
          events: [emit(scheduledFail, { scheduled: wireScheduled(stored, state) }, onlyUser(stored.author))],
        }
      : {},
  );
}
