/** Members schedule messages, and delete them before they are posted. */
import { emit, onlyUser } from "../../chat/emission.ts";
import { schedule, unschedule } from "../../db/scheduled.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { scheduledAdd, scheduledRemove } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { notAhead } from "../ahead.ts";
import { checkContent, mayAsMember } from "../messages/content.ts";
import { commit } from "../outcome.ts";
import type { ByMember, InPlace } from "../world.ts";
import { wireScheduled } from "./wire-scheduled.ts";

export interface ToSchedule {
  readonly content: string;
  /** Id of a message in the same room, or null. */
  readonly replyTo: string | null;
  /** Unix seconds. */
  readonly sendAt: number;
}

/** Checks now whether the message may be posted. `postDue` checks it again, since everything may have changed. */
export function scheduleMessage(context: InPlace, { content, replyTo, sendAt }: ToSchedule) {
  const { channel, thread, room, user, state, now, newId } = context;
  if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
  if (!mayAsMember(context, "send_messages")) return fail("send_denied");
  const checked = checkContent(content, context);
  if (isFailure(checked)) return checked;
  const early = notAhead("send_at", sendAt, now);
  if (early) return early;
  const place = { author: user.id, room };
  const message = { id: newId(), ...place, content: checked.content, replyTo, sendAt, createdAt: now / 1000 };
  return commit(schedule({ message, most: limits.scheduled }), (stored) => {
    if (isFailure(stored)) return stored;
    const scheduled = wireScheduled({ ...message, error: null }, state);
    const event = emit(scheduledAdd, { scheduled }, onlyUser(user.id));
    return { events: [event], result: scheduled };
  });
}

export function unscheduleMessage({ user }: ByMember, id: string) {
  return commit(unschedule({ id, author: user.id }), (deleted) => {
    if (isFailure(deleted)) return deleted;
    const event = emit(scheduledRemove, { id, message_id: null }, onlyUser(user.id));
    return { events: [event] };
  });
}
