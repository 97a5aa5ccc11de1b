/** What the own user has planned: scheduled messages and reminders. */
import type { WireReminder, WireScheduled } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

export const plannedReducers = {
  scheduled_add: (model, { scheduled }) => ({ ...model, scheduled: put(model.scheduled, scheduled) }),
  scheduled_fail: (model, { scheduled }) => ({ ...model, scheduled: put(model.scheduled, scheduled) }),
  scheduled_remove: (model, { id }) => ({ ...model, scheduled: drop(model.scheduled, id) }),
  reminder_add: (model, { reminder }) => ({ ...model, reminders: put(model.reminders, reminder) }),
  reminder_due: (model, { reminder }) => ({ ...model, reminders: put(model.reminders, reminder) }),
  reminder_remove: (model, { id }) => ({ ...model, reminders: drop(model.reminders, id) }),
} satisfies Partial<Reducers>;

type ById<Entry> = ReadonlyMap<string, Entry>;

function put<Entry extends { readonly id: string }>(entries: ById<Entry>, entry: Entry): ById<Entry> {
  return new Map(entries).set(entry.id, entry);
}

function drop<Entry>(entries: ById<Entry>, id: string): ById<Entry> {
  return new Map([...entries].filter(([each]) => each !== id));
}

const byId = <Entry extends { readonly id: string }>(entries: readonly Entry[]) =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** The own scheduled messages are these. */
export function withScheduled(model: Model, scheduled: readonly WireScheduled[]): Model {
  return { ...model, scheduled: byId(scheduled) };
}

/** The own reminders are these. */
export function withReminders(model: Model, reminders: readonly WireReminder[]): Model {
  return { ...model, reminders: byId(reminders) };
}
