/** What the own user has planned: scheduled messages and reminders. */
import type { WireReminder, WireScheduled } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

export const plannedReducers = {
  scheduled_add: (model, { scheduled }) => withScheduled(model, [...model.scheduled.values(), scheduled]),
  scheduled_fail: (model, { scheduled }) => withScheduled(model, [...model.scheduled.values(), scheduled]),
  scheduled_remove: (model, { id }) =>
    withScheduled(
      model,
      [...model.scheduled.values()].filter((scheduled) => scheduled.id !== id),
    ),
  reminder_add: (model, { reminder }) => withReminders(model, [...model.reminders.values(), reminder]),
  reminder_due: (model, { reminder }) => withReminders(model, [...model.reminders.values(), reminder]),
  reminder_remove: (model, { id }) =>
    withReminders(
      model,
      [...model.reminders.values()].filter((reminder) => reminder.id !== id),
    ),
} satisfies Partial<Reducers>;

/** The own scheduled messages are these; of two with one id the later one. */
export function withScheduled(model: Model, scheduled: readonly WireScheduled[]): Model {
  return { ...model, scheduled: new Map(scheduled.map((one) => [one.id, one])) };
}

/** The own reminders are these; of two with one id the later one. */
export function withReminders(model: Model, reminders: readonly WireReminder[]): Model {
  return { ...model, reminders: new Map(reminders.map((one) => [one.id, one])) };
}
