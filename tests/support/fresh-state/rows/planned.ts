import { expect } from "bun:test";
import { now, type Rows, refused } from "../cast.ts";

/** Seconds from now. */
const ahead = (seconds: number) => now() / 1000 + seconds;

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
  scheduled_list: {
    "of their own": async ({ nora }) =>
      expect(await nora.request("scheduled_list")).toMatchObject({ scheduled: [] }),
  },
  reminder_list: {
    "of their own": async ({ nora }) =>
      expect(await nora.request("reminder_list")).toMatchObject({ reminders: [] }),
  },
} satisfies Rows;
