import { place, type SomeRows } from "./row.ts";

const poll = { poll_id: "poll", message_id: "asking" } as const;

export const polls = {
  poll_create: {
    names: {
      ...{ ...place, question: null, options: null, allow_multiselect: null, expires_at: null },
      duration_hours: null,
    },
    right: { question: "Tea?", options: ["yes", "no"] },
    tells: "named",
    lists: null,
  },
  poll_end: { names: poll, tells: "named", lists: null },
  poll_get: { names: poll, tells: "named", lists: null },
  poll_results: { names: poll, tells: "named", lists: null },
  poll_vote: {
    names: { ...poll, option_ids: null, option_id: null },
    right: { option_ids: ["0"] },
    tells: "named",
    lists: null,
  },
} satisfies SomeRows;
