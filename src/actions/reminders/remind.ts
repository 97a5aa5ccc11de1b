/** Reminders: made, deleted, and told to their user when their time comes. */
import { emit, onlyUser } from "../../chat/emission.ts";
import { codePoints } from "../../chat/names.ts";
import { mayView } from "../../chat/permissions.ts";
import { type Place, packetPlace, placeOfRoom } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { deleteReminder, insertReminder, type Reminder } from "../../db/reminders.ts";
import { fail } from "../../protocol/errors.ts";
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
  /** Where its message lies, or null. */
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
    if (!stored) return fail("too_many", { things: "reminders", limit: limits.reminders });
    const wire = wireReminder(reminder, state);
    const event = emit(reminderAdd, { reminder: wire }, onlyUser(user.id));
    return { events: [event], result: wire };
  });
}

export function removeReminder({ user }: ByMember, id: string) {
  return commit(deleteReminder({ id, user: user.id }), (found) => {
    if (!found) return fail("reminder_not_found");
    return { events: [emit(reminderRemove, { id }, onlyUser(user.id))] };
  });
}

/** Tells a user of reminders whose time has come. */
export function tellReminders(reminders: readonly Reminder[], state: State) {
  return {
    events: reminders.map((reminder) =>
      emit(reminderDue, { reminder: wireReminder(reminder, state) }, onlyUser(reminder.user)),
    ),
  };
}

/** A reminder as its user sees it. The user may have lost sight of the place since. */
export function wireReminder(reminder: Reminder, state: State): WireReminder {
  const { id, text, room, message, remindAt, createdAt } = reminder;
  const user = state.users.get(reminder.user);
  const at = room === null ? undefined : placeOfRoom(room, state);
  const seen = at && user && mayView(user, at.channel, state) ? packetPlace(at) : null;
  return {
    id,
    text,
    channel: seen?.channel ?? null,
    thread_id: seen?.thread_id ?? null,
    message_id: seen ? message : null,
    remind_at: remindAt,
    created_at: createdAt,
  };
}
