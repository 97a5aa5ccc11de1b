import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const limit = { nothing: "it is about one user's rate limit" };

export const rows = {
  modlog_get: {
    names: {
      // The log keeps the target and the details of an entry.
      limit: null,
      offset: null,
      after: null,
      category: null,
      action: null,
      actor: null,
      target: null,
    },
    tells: "each",
    lists: () => ({ all: { limit: 200 } }),
    // Entries outlive what they tell of.
    holds: () => null,
    whileLow: "works",
  },
  modlog_summary: {
    names: {},
    tells: { nothing: "it counts; tests/visibility.test.ts compares the counts" },
    lists: null,
    whileLow: "works",
  },
  rate_limit_reset: { names: { user: "user" }, tells: limit, lists: null, whileLow: "works" },
  rate_limit_status: { names: { user: "user" }, tells: limit, lists: null, whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  rate_limit_reset: {
    "a member who was muted, and posts": async ({ olga, paul }) => {
      await olga.request("rate_limit_reset", { user: "paul" });
      await paul.request("message_new", { channel: "general", content: "at last" });
    },
    "refused: not permitted": ({ mira }) =>
      refused(mira.request("rate_limit_reset", { user: "paul" }), "permission_required"),
  },
} satisfies Rows;

export const reading = {
  modlog_get: { asked: ({ olga }) => olga.request("modlog_get", { actor: "olga" }) },
  modlog_summary: { asked: ({ mira }) => mira.request("modlog_summary") },
  rate_limit_status: {
    "refused: no limits here": ({ nora }) => refused(nora.request("rate_limit_status"), "limits_off"),
    "the own one, and another's, where there are limits": async ({ town, olga, nora }) => {
      await town.server.reconfigure({ rate_limiting: { enabled: true } });
      await nora.request("rate_limit_status");
      await olga.request("rate_limit_status", { user: "nora" });
      await town.server.reconfigure({});
    },
  },
} satisfies Rows;
