import type { SomeRows } from "./row.ts";

const thread = { names: { thread_id: "thread" }, tells: "named", lists: null } as const;
const start = {
  names: { channel: "channel", name: null, content: null },
  right: { name: "another" },
  tells: "named",
  lists: null,
} as const;

export const threads = {
  thread_create: start,
  thread_delete: { ...thread, ends: true },
  thread_get: thread,
  thread_join: thread,
  thread_leave: thread,
  thread_messages: { names: { thread_id: "thread", start: null, limit: null }, tells: "named", lists: null },
  thread_new: start,
  thread_pin: thread,
  thread_unpin: thread,
  thread_update: {
    names: { thread_id: "thread", name: null, locked: null, archived: null },
    right: { name: "another" },
    tells: "named",
    lists: null,
  },
  threads_get: {
    names: { channel: "channel", limit: null, offset: null, before: "thread" },
    tells: "named",
    lists: () => ({ help: { channel: "help" } }),
  },
} satisfies SomeRows;
