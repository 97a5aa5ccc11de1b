import type { SomeRows } from "./row.ts";

const limit = { nothing: "it is about one user's rate limit" };

export const moderation = {
  modlog_get: {
    names: {
      // The log remembers whom and what it tells of.
      ...{ limit: null, offset: null, after: null, category: null, action: null, actor: null, target: null },
    },
    tells: "each",
    lists: () => ({ all: { limit: 200 } }),
    // Entries outlive what they tell of.
    holds: () => null,
  },
  modlog_summary: {
    names: {},
    tells: { nothing: "it counts; tests/visibility.test.ts compares the counts" },
    lists: null,
  },
  rate_limit_reset: { names: { user: "user" }, tells: limit, lists: null },
  rate_limit_status: { names: { user: "user" }, tells: limit, lists: null },
} satisfies SomeRows;
