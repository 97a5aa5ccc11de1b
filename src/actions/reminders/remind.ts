/** Reminders are made, deleted, and sent to their user when their time comes. */
import { emit, onlyUser } from "../../chat/emission.ts";
import { codePoints } from "../../chat/names.ts";
import { type Place, packetPlace, placeSeenBy } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { deleteReminder, insertReminder, type Reminder } from "../../db/reminders.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { reminderAdd, reminderDue, reminderRemove } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { WireReminder } from "../../protocol/objects.ts";
import { notAhead } from "../ahead.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

export interface ToRemind {
  readonly text: string;
  /** Unix seconds. */
  readonly remindAt: number;
  /** The place of the message, or null. */
  readonly place: Place | null;
  /** Id of the message that it is about, or null. */
  readonly message: string | null;
}

export function makeReminder({ state, user, now, newId }: ByMember, wanted: ToRemind) {
  const { text, remindAt, place, message } = wanted;
  if (codePoints(text) > limits.reminderText) {
    return fail("invalid_field", { field: "text", problem: `at most ${limits.reminderText} characters` });
  }
  const early = notAhead("remind_at", remindAt, now);
  if (early) return early;
  const about = { room: place?.room ?? null, message };
  const reminder = { id: newId(), user: user.id, text, ...about, remindAt, createdAt: now / 1000 };
  return commit(insertReminder({ reminder, most: limits.reminders }), (stored) => {
    if (isFailure(stored)) return stored;
    const wire = wireReminder(reminder, state);
    const event = emit(reminderAdd, { reminder: wire }, onlyUser(user.id));
    return { events: [event], result: wire };
  });
}

export function removeReminder({ user }: ByMember, id: string) {
  return commit(deleteReminder({ id, user: user.id }), (deleted) => {
    if (isFailure(deleted)) return deleted;
    return { events: [emit(reminderRemove, { id }, onlyUser(user.id))] };
  });
}

/** Sends users their reminders whose time has come. */
export function tellReminders(reminders: readonly Reminder[], state: State) {
  return {
    events: reminders.map((reminder) =>
      emit(reminderDue, { reminder: wireReminder(reminder, state) }, onlyUser(reminder.user)),
    ),
  };
}

/** A reminder as its user sees it: without the place and the message, if they may no longer view them. */
export function wireReminder(reminder: Reminder, state: State): WireReminder {
  const { id, user, text, room, message, remindAt, createdAt } = reminder;
  const at = room === null ? undefined : placeSeenBy(room, user, state);
  return {
    id,
    text,
    ...(at ? packetPlace(at) : { channel: null, thread_id: null }),
    message_id: at ? message : null,
    remind_at: remindAt,
    created_at: createdAt,
  };
}
