import { expect } from "bun:test";
import { ahead, type Rows, refused } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";

export const rows = {
  message_schedule: {
    names: { ...place, content: null, reply_to: "message", send_at: null },
    right: { content: "later", send_at: Math.ceil(Date.now() / 1000) + 3600 },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  scheduled_delete: {
    names: { id: null },
    right: { id: "none" },
    tells: { nothing: "it names a scheduled message of the user's own" },
    lists: null,
    whileLow: "works",
  },
  scheduled_list: { names: {}, tells: "each", lists: () => ({ own: {} }), whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  message_schedule: {
    "in a channel, from two places": async ({ mira, again }) => {
      await mira.request("message_schedule", { channel: "tea", content: "later", send_at: ahead(900) });
      await again.request("message_schedule", { channel: "tea", content: "too", send_at: ahead(600) });
    },
    "in a thread that is deleted then": async ({ olga, mira, threads }) => {
      const thread_id = threads.crash;
      await mira.request("message_schedule", { thread_id, content: "soon", send_at: ahead(60) });
      await olga.request("thread_delete", { thread_id });
    },
    refused: ({ nora, paul }) =>
      Promise.all([
        refused(
          nora.request("message_schedule", { channel: "vault", content: "x", send_at: ahead(9) }),
          "channel_not_found",
        ),
        refused(
          nora.request("message_schedule", { channel: "tea", content: "x", send_at: ahead(-9) }),
          "invalid_field",
        ),
        refused(
          paul.request("message_schedule", { channel: "tea", content: "x", send_at: ahead(9) }),
          "timed_out",
        ),
      ]),
  },
  scheduled_delete: {
    "on another connection": async ({ mira, again }) => {
      const request = { channel: "tea", content: "never", send_at: ahead(900) };
      const { scheduled } = await mira.request("message_schedule", request);
      await again.request("scheduled_delete", { id: scheduled.id });
    },
    refused: async ({ nora, mira }) => {
      const request = { channel: "tea", content: "mine", send_at: ahead(900) };
      const { scheduled } = await mira.request("message_schedule", request);
      await refused(nora.request("scheduled_delete", { id: scheduled.id }), "scheduled_not_found");
    },
  },
} satisfies Rows;

export const reading = {
  scheduled_list: {
    "of their own": async ({ nora }) =>
      expect(await nora.request("scheduled_list")).toMatchObject({ scheduled: [] }),
  },
} satisfies Rows;
