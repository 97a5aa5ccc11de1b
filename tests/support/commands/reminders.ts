import { expect } from "bun:test";
import { ahead, type Rows, refused } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";

export const rows = {
  reminder_create: {
    names: { ...place, message_id: "message", text: null, remind_at: null },
    right: { text: "tea", remind_at: Math.ceil(Date.now() / 1000) + 3600 },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  reminder_delete: {
    names: { id: null },
    right: { id: "none" },
    tells: { nothing: "it names a reminder of the user's own" },
    lists: null,
    whileLow: "works",
  },
  reminder_list: { names: {}, tells: "each", lists: () => ({ own: {} }), whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  reminder_create: {
    "of a message, and of anything": async ({ mira, again }) => {
      const { message } = await mira.request("message_new", { channel: "tea", content: "read this" });
      const about = { channel: "tea", message_id: message.id };
      await again.request("reminder_create", { ...about, remind_at: ahead(600) });
      await mira.request("reminder_create", { text: "kettle", remind_at: ahead(300) });
    },
    refused: async ({ nora }) => {
      await refused(nora.request("reminder_create", { remind_at: ahead(9) }), "invalid_field");
      const hidden = { channel: "vault", message_id: "x", remind_at: ahead(9) };
      await refused(nora.request("reminder_create", hidden), "channel_not_found");
    },
  },
  reminder_delete: {
    "on another connection": async ({ mira, again }) => {
      const { reminder } = await mira.request("reminder_create", { text: "tea", remind_at: ahead(300) });
      await again.request("reminder_delete", { id: reminder.id });
    },
    refused: ({ nora }) => refused(nora.request("reminder_delete", { id: "none" }), "reminder_not_found"),
  },
} satisfies Rows;

export const reading = {
  reminder_list: {
    "of their own": async ({ nora }) =>
      expect(await nora.request("reminder_list")).toMatchObject({ reminders: [] }),
  },
} satisfies Rows;
