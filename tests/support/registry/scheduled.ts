import { place, type SomeRows } from "./row.ts";

export const scheduled = {
  message_schedule: {
    names: { ...place, content: null, reply_to: "message", send_at: null },
    right: { content: "later", send_at: Math.ceil(Date.now() / 1000) + 3600 },
    tells: "named",
    lists: null,
  },
  scheduled_delete: {
    names: { id: null },
    right: { id: "none" },
    tells: { nothing: "it names a scheduled message of the user's own" },
    lists: null,
  },
  scheduled_list: { names: {}, tells: "each", lists: () => ({ own: {} }) },
} satisfies SomeRows;
