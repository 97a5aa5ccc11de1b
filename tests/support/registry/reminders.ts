import { place, type SomeRows } from "./row.ts";

export const reminders = {
  reminder_create: {
    names: { ...place, message_id: "message", text: null, remind_at: null },
    right: { text: "tea", remind_at: Math.ceil(Date.now() / 1000) + 3600 },
    tells: "named",
    lists: null,
  },
  reminder_delete: {
    names: { id: null },
    right: { id: "none" },
    tells: { nothing: "it names a reminder of the user's own" },
    lists: null,
  },
  reminder_list: { names: {}, tells: "each", lists: () => ({ own: {} }) },
} satisfies SomeRows;
