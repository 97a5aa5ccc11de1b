/** Reminders of the person: making and deleting them, and those whose time has come. */
import { computed, effect, signal } from "@preact/signals";
import { requestPlace, type WireReminder } from "../../client/index.ts";
import { tell, tried } from "./actions.ts";
import { model, session } from "./session.ts";

/** Unix seconds of the last look at the clock. */
const now = signal(Date.now() / 1000);
/** Ids of those that the server has told. Its clock may be ahead of this device's. */
const told = signal<ReadonlySet<string>>(new Set());

/** The next one first. */
export const reminders = computed<readonly WireReminder[]>(() =>
  [...(model.value?.reminders.values() ?? [])].sort((a, b) => a.remind_at - b.remind_at),
);

export const isDue = ({ id, remind_at }: WireReminder) => remind_at <= now.value || told.value.has(id);

/** They stay until the person has seen them and deletes them. */
export const dueReminders = computed(() => reminders.value.filter(isDue));

/** Key of the place of the message that it is about; null: there is no message, or it is gone. */
export function placeOfReminder({ channel, thread_id, message_id }: WireReminder): string | null {
  if (message_id === null || channel === null) return null;
  return thread_id === null ? channel : `thread:${thread_id}`;
}

/** @param at Unix seconds. @returns null when it worked, or why not */
export function remind(key: string, message: string, at: number, text: string): Promise<string | null> {
  const fields = { ...requestPlace(key), message_id: message, remind_at: at, ...(text !== "" && { text }) };
  return tried(session.value?.client.request("reminder_create", fields));
}

export async function deleteReminder(id: string): Promise<void> {
  tell(await tried(session.value?.client.request("reminder_delete", { id })));
}

export function watchReminders(): void {
  effect(() => {
    told.value = new Set();
    return session.value?.client.on("reminder_due", ({ reminder }) => {
      told.value = new Set(told.peek()).add(reminder.id);
    });
  });
  effect(() => {
    const next = reminders.value.find(({ remind_at }) => remind_at > now.value);
    if (!next) return;
    // Timers hold no more than 24 days.
    const wait = Math.min(next.remind_at * 1000 - Date.now(), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      now.value = Date.now() / 1000;
    }, wait + 50);
    return () => clearTimeout(timer);
  });
}
